import { describe, expect, it } from '@jest/globals';
import { MemoryProbeBook } from '../../src/probe/memory/memory-probe-book.js';
import { ManualClock } from '../support/manual-clock.js';
import { probeBookContract } from './probe-book.contract.js';

describe(MemoryProbeBook.name, () => {
  probeBookContract(MemoryProbeBook.name, () => {
    const clock = new ManualClock();
    const book = new MemoryProbeBook(clock);
    const pass = (ms: number): Promise<void> => {
      clock.advance(ms);
      return Promise.resolve();
    };
    return Promise.resolve({ books: [book, book], pass });
  });

  it('should forget what has run out, and nothing else', async () => {
    const clock = new ManualClock();
    const book = new MemoryProbeBook(clock);
    const key = (id: number) => ({ tenant: 'default', id: `${id}` });
    for (let id = 0; id < 5_000; id += 1) {
      await book.note(key(id), id, id === 7 ? 1e9 : 1_000);
      clock.advance(1);
    }
    expect(await book.checkedAt(key(7))).toBe(7);
    expect(await book.checkedAt(key(3_999))).toBeNull();
    expect(await book.checkedAt(key(4_001))).toBe(4_001);
  });
});
