import { beforeEach, describe, expect, it } from '@jest/globals';
import type { ProbeBook } from '../../src/probe/probe-book.js';

const A = { tenant: 'default', id: 'a' };
const B = { tenant: 'default', id: 'b' };
const OTHER_TENANT = { tenant: 'other', id: 'a' };

/** Books that share what they know, and the way to let time pass for them. */
export interface BooksUnderTest {
  /** Two views of one book. */
  readonly books: readonly [ProbeBook, ProbeBook];
  readonly pass: (ms: number) => Promise<void>;
}

/** What every adapter of {@link ProbeBook} must do. */
export function probeBookContract(name: string, open: () => Promise<BooksUnderTest>): void {
  describe(`ProbeBook contract: ${name}`, () => {
    let one: ProbeBook;
    let two: ProbeBook;
    let pass: BooksUnderTest['pass'];

    beforeEach(async () => {
      const under = await open();
      [one, two] = under.books;
      ({ pass } = under);
    });

    it('should give a turn to one only, whoever asks and however often', async () => {
      const asked = [one, two, one, two].map((book) => book.claim(A, 60_000));
      expect((await Promise.all(asked)).filter((given) => given)).toHaveLength(1);
      expect(await two.claim(A, 60_000)).toBe(false);
      expect(await two.claim(B, 60_000)).toBe(true);
      expect(await two.claim(OTHER_TENANT, 60_000)).toBe(true);
    });

    it('should give the next turn when the time of one is over', async () => {
      expect(await one.claim(A, 30_000)).toBe(true);
      expect(await two.claim(A, 30_000)).toBe(false);
      await pass(30_001);
      expect(await two.claim(A, 60_000)).toBe(true);
      expect(await one.claim(A, 60_000)).toBe(false);
    });

    it('should know when a server was last looked at, for a while', async () => {
      expect(await one.checkedAt(A)).toBeNull();
      await one.note(A, 1_795_348_800_123, 60_000);
      await two.note(B, 5, 30_000);
      expect(await two.checkedAt(A)).toBe(1_795_348_800_123);
      expect(await one.checkedAt(B)).toBe(5);
      expect(await one.checkedAt(OTHER_TENANT)).toBeNull();
      await two.note(A, 1_795_348_900_000, 60_000);
      expect(await one.checkedAt(A)).toBe(1_795_348_900_000);
      await pass(30_001);
      expect(await one.checkedAt(B)).toBeNull();
    });
  });
}
