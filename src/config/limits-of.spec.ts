import { describe, expect, it } from '@jest/globals';
import { loadConfig } from './load-config.js';

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
