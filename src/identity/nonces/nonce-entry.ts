import { hash } from 'node:crypto';
import type { NonceTaken, NonceUse } from './nonce-book.js';

/** What is kept under a nonce that is used. */
export const SETTLED = '';

const DIGEST_LENGTH = 22;

/** The name of a nonce: short, whatever the nonce is. */
export function nonceName({ keyid, nonce, record }: NonceUse): string {
  return shortDigest([keyid, nonce, record]);
}

/** What is kept under a nonce whose request is under way. */
export function openEntry({ request, revision }: NonceUse): string {
  return request + String(revision);
}

/** What an entry that was there says to a request that would use the nonce too. */
export function readEntry(entry: string, { request }: NonceUse): NonceTaken {
  if (entry === SETTLED || !entry.startsWith(request)) return { state: 'used' };
  return { state: 'open', revision: Number(entry.slice(DIGEST_LENGTH)) };
}

/** 132 bits of a SHA-256 over texts, in 22 characters. */
export function shortDigest(texts: readonly string[]): string {
  return hash('sha256', JSON.stringify(texts), 'base64url').slice(0, DIGEST_LENGTH);
}
