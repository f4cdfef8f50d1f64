import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  NONCE_KEEP_MS,
  type NonceBook,
  type NonceUse,
} from '../../src/identity/nonces/nonce-book.js';

/** Books that share what they know, and the way to let time pass for them. */
export interface NoncesUnderTest {
  /** Two views of one book. */
  readonly books: readonly [NonceBook, NonceBook];
  readonly pass: (ms: number) => Promise<void>;
}

/** The use of a nonce by the first request of key `k` for a record at revision 7. */
export function nonceUse(changes: Partial<NonceUse> = {}): NonceUse {
  const request = 'r'.repeat(22);
  return { keyid: 'k', nonce: 'n', record: 'default:a', request, revision: 7, ...changes };
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

    it('should be new for one only, whoever asks and however often', async () => {
      const asked = [one, two, one, two].map((book) => book.take(nonceUse()));
      const states = (await Promise.all(asked)).map(({ state }) => state);
      expect(states.filter((state) => state === 'new')).toHaveLength(1);
      expect(states.filter((state) => state === 'open')).toHaveLength(3);
    });

    it('should tell the same request from which revision it was first made, as long as nobody knows what came of it', async () => {
      await one.take(nonceUse());
      for (const book of [two, one, two, one]) {
        expect(await book.take(nonceUse({ revision: 9 }))).toEqual({ state: 'open', revision: 7 });
      }
    });

    it('should be used for another request', async () => {
      await one.take(nonceUse());
      const other = nonceUse({ request: 's'.repeat(22) });
      expect(await two.take(other)).toEqual({ state: 'used' });
      expect(await one.take(other)).toEqual({ state: 'used' });
      expect(await two.take(nonceUse())).toEqual({ state: 'open', revision: 7 });
    });

    it('should be used for every request when it is known what came of it', async () => {
      await one.take(nonceUse());
      await two.take(nonceUse());
      await two.settle(nonceUse());
      for (const book of [one, two]) {
        expect(await book.take(nonceUse())).toEqual({ state: 'used' });
      }
      await one.settle(nonceUse({ nonce: 'never taken' }));
      expect(await two.take(nonceUse({ nonce: 'never taken' }))).toEqual({ state: 'new' });
    });

    it('should keep the nonces of keys and records apart, whatever they look like', async () => {
      const uses = [
        {},
        { nonce: 'N' },
        { keyid: 'l' },
        { keyid: 'k n', nonce: '' },
        { nonce: 'x'.repeat(128) },
        { nonce: '":}{\\' },
        { record: 'default:b' },
        { record: 'other:a' },
      ].map(nonceUse);
      for (const use of uses) expect(await one.take(use)).toEqual({ state: 'new' });
      for (const use of uses) expect((await two.take(use)).state).toBe('open');
    });

    it('should keep a nonce as long as a signature can be good', async () => {
      await one.take(nonceUse());
      await one.settle(nonceUse());
      await pass(NONCE_KEEP_MS - 5_000);
      expect(await two.take(nonceUse())).toEqual({ state: 'used' });
      await pass(2 * NONCE_KEEP_MS);
      expect(await two.take(nonceUse())).toEqual({ state: 'new' });
    });
  });
}
