import { hash } from 'node:crypto';
import type { Clock } from '../../common/clock.js';
import { DomainError } from '../../common/domain-error.js';
import { NONCE_KEEP_MS, NonceBook } from './nonce-book.js';

/** About 240 MB: more than one core can check signatures for in the time that nonces are kept. */
const MAX_NONCES = 2_000_000;

/** {@link NonceBook} in this process. A nonce is kept for once to twice {@link NONCE_KEEP_MS}. */
export class MemoryNonceBook extends NonceBook {
  private current = new Set<string>();
  private previous = new Set<string>();
  /** Since when nonces go into `current`: monotonic ms. */
  private since: number;

  constructor(
    private readonly clock: Clock,
    private readonly max = MAX_NONCES,
  ) {
    super();
    this.since = clock.monotonic();
  }

  take(keyid: string, nonce: string): Promise<boolean> {
    this.turn();
    const name = nonceName(keyid, nonce);
    if (this.current.has(name) || this.previous.has(name)) return Promise.resolve(false);
    if (this.current.size + this.previous.size >= this.max) {
      const error = new DomainError('OVERLOADED', 'Too many signed requests came; try again.', {
        retryAfterSeconds: 10,
      });
      return Promise.reject(error);
    }
    this.current.add(name);
    return Promise.resolve(true);
  }

  release(keyid: string, nonce: string): Promise<void> {
    const name = nonceName(keyid, nonce);
    this.current.delete(name);
    this.previous.delete(name);
    return Promise.resolve();
  }

  private turn(): void {
    const now = this.clock.monotonic();
    if (now - this.since < NONCE_KEEP_MS) return;
    this.previous = now - this.since < 2 * NONCE_KEEP_MS ? this.current : new Set();
    this.current = new Set();
    this.since = now;
  }
}

/** Short, whatever the nonce is. */
export function nonceName(keyid: string, nonce: string): string {
  return hash('sha256', JSON.stringify([keyid, nonce]), 'base64url').slice(0, 22);
}
