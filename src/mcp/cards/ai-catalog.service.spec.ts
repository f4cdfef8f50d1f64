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
});
