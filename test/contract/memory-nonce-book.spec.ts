import { describe, expect, it } from '@jest/globals';
import { MemoryNonceBook } from '../../src/registry/member-proof/memory-nonce-book.js';
import { NONCE_KEEP_MS } from '../../src/registry/member-proof/nonce-book.js';
import { ManualClock } from '../support/manual-clock.js';
import { nonceBookContract } from './nonce-book.contract.js';

describe(MemoryNonceBook.name, () => {
  nonceBookContract(MemoryNonceBook.name, () => {
    const clock = new ManualClock();
    const book = new MemoryNonceBook(clock);
    const pass = (ms: number): Promise<void> => {
      clock.advance(ms);
      return Promise.resolve();
    };
    return Promise.resolve({ books: [book, book], pass });
  });

  it('should hold so many and no more, and forget the old ones for new ones', async () => {
    const clock = new ManualClock();
    const book = new MemoryNonceBook(clock, 3);
    for (const nonce of ['a', 'b', 'c']) expect(await book.take('k', nonce)).toBe(true);
    await expect(book.take('k', 'd')).rejects.toMatchObject({ code: 'OVERLOADED' });
    expect(await book.take('k', 'a')).toBe(false);
    clock.advance(NONCE_KEEP_MS);
    await expect(book.take('k', 'd')).rejects.toMatchObject({ code: 'OVERLOADED' });
    clock.advance(NONCE_KEEP_MS);
    expect(await book.take('k', 'd')).toBe(true);
    expect(await book.take('k', 'a')).toBe(true);
  });
});
