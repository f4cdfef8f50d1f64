import { beforeEach, describe, expect, it } from '@jest/globals';
import { NONCE_KEEP_MS, type NonceBook } from '../../src/registry/member-proof/nonce-book.js';

/** Books that share what they know, and the way to let time pass for them. */
export interface NoncesUnderTest {
  /** Two views of one book. */
  readonly books: readonly [NonceBook, NonceBook];
  readonly pass: (ms: number) => Promise<void>;
}

/** What every adapter of {@link NonceBook} must do. */
export function nonceBookContract(name: string, open: () => Promise<NoncesUnderTest>): void {
  describe(`NonceBook contract: ${name}`, () => {
    let one: NonceBook;
    let two: NonceBook;
    let pass: NoncesUnderTest['pass'];

    beforeEach(async () => {
      const under = await open();
      [one, two] = under.books;
      ({ pass } = under);
    });

    it('should give a nonce to one only, whoever asks and however often', async () => {
      const asked = [one, two, one, two].map((book) => book.take('k', 'n'));
      expect((await Promise.all(asked)).filter((given) => given)).toHaveLength(1);
      expect([await one.take('k', 'n'), await two.take('k', 'n')]).toEqual([false, false]);
    });

    it('should keep the nonces of keys apart, whatever they look like', async () => {
      const names = [
        ['k', 'n'],
        ['k', 'N'],
        ['l', 'n'],
        ['k n', ''],
        ['k', 'x'.repeat(128)],
        ['k', '":}{\\'],
      ] as const;
      for (const [keyid, nonce] of names) expect(await one.take(keyid, nonce)).toBe(true);
      for (const [keyid, nonce] of names) expect(await two.take(keyid, nonce)).toBe(false);
    });

    it('should keep a nonce as long as a signature can be good', async () => {
      await one.take('k', 'n');
      await pass(NONCE_KEEP_MS - 5_000);
      expect(await two.take('k', 'n')).toBe(false);
      await pass(2 * NONCE_KEEP_MS);
      expect(await two.take('k', 'n')).toBe(true);
    });

    it('should give a nonce again that was given back', async () => {
      await one.take('k', 'n');
      await one.release('k', 'n');
      expect([await two.take('k', 'n'), await one.take('k', 'n')]).toEqual([true, false]);
      await one.release('k', 'never taken');
    });
  });
}
