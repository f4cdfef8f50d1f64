import { describe, expect, it } from '@jest/globals';
import { Environment } from './environment.dto.js';
import { limitsOf } from './limits-of.js';
import { loadConfig } from './load-config.js';

const GIB = 1_024 ** 3;

/** Of 20,000 made-up manifests with three tools each (`ops/bench/manifests.mjs`); real ones are smaller. */
const HONEST = { bytes: 1_565, words: 76, newWords: 2.1 };

function limits(heapBytes: number, settings: Partial<Environment> = {}) {
  return limitsOf(Object.assign(new Environment(), settings), heapBytes, undefined);
}

describe(limitsOf.name, () => {
  it('should let 100,000 honest servers in with 4 GiB, from one machine or from 20 clients', () => {
    const { servers, storedBytes, indexedTerms, clientSharePercent } = limits(4 * GIB);
    const share = clientSharePercent / 100;
    for (const [count, part, wordsPart] of [
      [100_000, 1, Infinity],
      // A client may use four times its share of words, counted server by server.
      [5_000, share, 4 * share],
    ] as const) {
      expect(count).toBeLessThanOrEqual(servers * part);
      expect(count * HONEST.bytes).toBeLessThanOrEqual(storedBytes * part);
      expect(count * HONEST.words).toBeLessThanOrEqual(indexedTerms * wordsPart);
    }
    expect(100_000 * HONEST.newWords).toBeLessThanOrEqual(indexedTerms);
  });

  it('should follow what is set as far as the heap bears it', () => {
    const set = { MAX_SERVERS: 10, MAX_STORED_MIB: 1, MAX_INDEXED_TERMS: 20, MAX_TOMBSTONES: 30 };
    expect(limits(GIB, set)).toMatchObject({
      servers: 10,
      storedBytes: 1_048_576,
      indexedTerms: 20,
      tombstones: 30,
    });
    const most = Object.fromEntries(Object.keys(set).map((name) => [name, 999_999_999]));
    expect(limits(GIB, most)).toMatchObject({
      servers: 131_072,
      storedBytes: 268_435_456,
      indexedTerms: 1_048_576,
      tombstones: 262_144,
    });
  });

  it('should keep what is stored within three quarters of the heap, whatever is sent', () => {
    const { servers, storedBytes, indexedTerms, tombstones } = limits(GIB);
    const bytes = servers * 3_072 + storedBytes * 2 + indexedTerms * 300 + tombstones * 430;
    expect(bytes).toBeLessThan(GIB * 0.75);
  });
});

describe('Connections', () => {
  const connectionsOf = (openFiles: number | undefined, MAX_CONNECTIONS = ''): unknown => {
    const { held, fewFiles } = loadConfig({ MAX_CONNECTIONS }, 2 ** 30, openFiles).limits;
    return [held.connections, fewFiles];
  };

  it('should be no more than the process may open files', () => {
    expect(connectionsOf(1_048_576)).toEqual([20_000, undefined]);
    expect(connectionsOf(20_000)).toEqual([19_808, undefined]);
    expect(connectionsOf(256)).toEqual([64, { limit: 256, needed: 10_192 }]);
    expect(connectionsOf(64)).toEqual([1, { limit: 64, needed: 10_192 }]);
  });

  it('should be as many as are asked for, if the process may open so many files', () => {
    expect(connectionsOf(1_048_576, '50000')).toEqual([50_000, undefined]);
    expect(connectionsOf(20_000, '20000')).toEqual([19_808, { limit: 20_000, needed: 20_192 }]);
  });
});
