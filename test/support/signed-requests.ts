import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PublicKeyJwk } from '../../src/manifest/public-key.js';

/** A signed request with the text that its signature signs, line by line. */
export interface SignedVector {
  readonly name: string;
  readonly key: PublicKeyJwk;
  readonly request: {
    readonly method: string;
    readonly target: string;
    readonly headers: readonly (readonly [name: string, value: string])[];
    readonly body?: string;
  };
  readonly base: readonly string[];
}

const FILE = join(import.meta.dirname, '../data/signed-requests.json');

/** Known answers: the example of RFC 9421 for Ed25519, then requests to a directory at noon of 22 November 2026. */
export const SIGNED_VECTORS = JSON.parse(await readFile(FILE, 'utf8')) as readonly SignedVector[];

/** A header of a vector. */
export function headerOf({ request }: SignedVector, name: string): string | undefined {
  return request.headers.find(([given]) => given.toLowerCase() === name)?.[1];
}
