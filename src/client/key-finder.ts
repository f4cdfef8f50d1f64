import { createRemoteJWKSet, importJWK, type CryptoKey, type JWK, type JSONWebKeySet } from 'jose';
import { Refusal } from './refusal.js';
import { isMembers } from './shapes.js';

/** Where the keys are: a key set, its URL, or who knows the newest one. */
export type KeySetSource = JSONWebKeySet | URL | string | (() => Promise<JSONWebKeySet>);

/** The algorithms that are trusted, with the kind of key that each must have. */
const ALGORITHMS = new Map([
  ['EdDSA', { kty: 'OKP', crv: 'Ed25519' }],
  ['ES256', { kty: 'EC', crv: 'P-256' }],
]);

/** Finds the keys that statements name. A set from a URL is kept for 10 minutes, and fetched again for an unknown key. */
export class KeyFinder {
  private readonly imported = new WeakMap<JWK, Promise<CryptoKey | Uint8Array>>();
  private readonly keySet: (kid: string) => Promise<JSONWebKeySet>;

  constructor(source: KeySetSource) {
    this.keySet = keySetOf(source);
  }

  /**
   * The key of a statement's header.
   * @throws Refusal `wrong_algorithm`, `unknown_key`
   */
  async find(alg: string, kid: string): Promise<CryptoKey | Uint8Array> {
    const kind = ALGORITHMS.get(alg);
    if (kind === undefined) {
      throw new Refusal('wrong_algorithm', `${alg} is not trusted: only EdDSA and ES256 are`);
    }
    const jwk = await this.lookUp(kid);
    if (jwk === undefined) throw new Refusal('unknown_key', `the key set has no key ${kid}`);
    const { use = 'sig' } = jwk;
    const isItsKind =
      jwk.kty === kind.kty && jwk.crv === kind.crv && (jwk.alg ?? alg) === alg && use === 'sig';
    if (!isItsKind) throw new Refusal('wrong_algorithm', `the key ${kid} is not for ${alg}`);
    let key = this.imported.get(jwk);
    if (key === undefined) {
      const { kty, crv, x, y } = jwk;
      // Its public members only: whatever else is there, a reader but verifies.
      key = importJWK({ kty, crv, x, y } as JWK, alg);
      this.imported.set(jwk, key);
    }
    return key.catch(() => {
      throw new Refusal('unknown_key', `the key ${kid} of the key set cannot be read`);
    });
  }

  async has(kid: string): Promise<boolean> {
    return (await this.lookUp(kid)) !== undefined;
  }

  private async lookUp(kid: string): Promise<JWK | undefined> {
    const keySet: unknown = await this.keySet(kid).catch((error: unknown) => {
      const why = error instanceof Error ? error.message : 'unknown error';
      throw new Refusal('no_key_set', `the key set cannot be had: ${why}`);
    });
    if (!isMembers(keySet) || !Array.isArray(keySet['keys'])) {
      throw new Refusal('no_key_set', 'what should be the key set is none');
    }
    const keys: readonly unknown[] = keySet['keys'];
    return keys.find((key): key is JWK => isMembers(key) && key['kid'] === kid);
  }
}

function keySetOf(source: KeySetSource): (kid: string) => Promise<JSONWebKeySet> {
  if (typeof source === 'function') return source;
  if (typeof source === 'string' || source instanceof URL) return remote(new URL(source));
  return () => Promise.resolve(source);
}

function remote(url: URL): (kid: string) => Promise<JSONWebKeySet> {
  const set = createRemoteJWKSet(url);
  return async (kid) => {
    const isKnown = set.jwks()?.keys.some((key) => key.kid === kid) === true;
    if (!set.fresh || (!isKnown && !set.coolingDown)) await set.reload();
    return set.jwks() ?? { keys: [] };
  };
}
