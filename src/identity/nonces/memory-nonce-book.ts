import type { Clock } from '../../common/clock.js';
import { DomainError } from '../../common/domain-error.js';
import { NONCE_KEEP_MS, NonceBook, type NonceTaken, type NonceUse } from './nonce-book.js';
import { nonceName, openEntry, readEntry, SETTLED } from './nonce-entry.js';

/** About 240 MB: more than one core can check signatures for in the time that nonces are kept. */
const MAX_NONCES = 2_000_000;

/** {@link NonceBook} in this process. A nonce is kept for once to twice {@link NONCE_KEEP_MS}. */
export class MemoryNonceBook extends NonceBook {
  private current = new Map<string, string>();
  private previous = new Map<string, string>();
  /** Since when nonces go into `current`: monotonic ms. */
  private since: number;

  constructor(
    private readonly clock: Clock,
    private readonly max = MAX_NONCES,
  ) {
    super();
    this.since = clock.monotonic();
  }

  take(use: NonceUse): Promise<NonceTaken> {
    this.turn();
    const name = nonceName(use);
    const entry = this.entry(name);
    if (entry !== undefined) return Promise.resolve(readEntry(entry, use));
    if (this.current.size + this.previous.size >= this.max) {
      const error = new DomainError('OVERLOADED', 'Too many signed requests came; try again.', {
        retryAfterSeconds: 10,
      });
      return Promise.reject(error);
    }
    this.current.set(name, openEntry(use));
    return Promise.resolve({ state: 'new' });
  }

  settle(use: NonceUse): Promise<void> {
    this.put(nonceName(use), SETTLED);
    return Promise.resolve();
  }

  /** What is kept under a name; `undefined` = nothing. */
  entry(name: string): string | undefined {
    return this.current.get(name) ?? this.previous.get(name);
  }

  /** Changes what is kept under a name, if anything is. */
  put(name: string, entry: string): void {
    const book = this.current.has(name) ? this.current : this.previous;
    if (book.has(name)) book.set(name, entry);
  }

  private turn(): void {
    const now = this.clock.monotonic();
    if (now - this.since < NONCE_KEEP_MS) return;
    const isRecent = now - this.since < 2 * NONCE_KEEP_MS;
    this.previous = isRecent ? this.current : new Map<string, string>();
    this.current = new Map<string, string>();
    this.since = now;
  }
}
