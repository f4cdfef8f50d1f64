import { describe, expect, it } from '@jest/globals';
import { MemoryNonceBook } from '../../src/identity/nonces/memory-nonce-book.js';
import { NONCE_KEEP_MS } from '../../src/identity/nonces/nonce-book.js';
import { ManualClock } from '../support/manual-clock.js';
import { nonceBookContract, nonceUse } from './nonce-book.contract.js';

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
    const take = async (nonce: string) => (await book.take(nonceUse({ nonce }))).state;
    for (const nonce of ['a', 'b', 'c']) expect(await take(nonce)).toBe('new');
    await expect(take('d')).rejects.toMatchObject({ code: 'OVERLOADED' });
    expect(await take('a')).toBe('open');
    clock.advance(NONCE_KEEP_MS);
    await expect(take('d')).rejects.toMatchObject({ code: 'OVERLOADED' });
    clock.advance(NONCE_KEEP_MS);
    expect(await take('d')).toBe('new');
    expect(await take('a')).toBe('new');
  });
});
