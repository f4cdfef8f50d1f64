import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { AiCatalog } from './ai-catalog.service.js';

describe('AiCatalog', () => {
  it('should read the listing once a change: a Host header may have any port', async () => {
    let reads = 0;
    const listed = (): never[] => {
      reads += 1;
      return [];
    };
    const catalog = { of: () => ({ version: 1, listed }) };
    const documents = new AiCatalog(catalog as never, { version: '1' } as never, new ManualClock());
    const found = await Promise.all(
      [1, 2, 3].map((port) => documents.document(`http://localhost:${port}`)),
    );
    expect(new Set(found.map(({ etag }) => etag)).size).toBe(3);
    expect(reads).toBe(1);
  });

  it('should read twice at most for all that ask while it changes', async () => {
    const entry = { record: { id: 'a', manifest: '{"display_name":"A"}' } };
    const state = { version: 0, reads: 0 };
    const listed = (): object[] => {
      state.reads += 1;
      return Array.from({ length: 1_000 }, () => entry);
    };
    const catalog = { of: () => ({ version: state.version, listed }) };
    const documents = new AiCatalog(catalog as never, { version: '1' } as never, new ManualClock());
    const asked: Promise<unknown>[] = [];
    for (; state.version < 100; state.version += 1) {
      asked.push(documents.document('http://localhost:1'));
      // The read goes on meanwhile, by one of its servers or so.
      await Promise.resolve();
    }
    await Promise.all(asked);
    expect(state.reads).toBe(2);
  });
});
