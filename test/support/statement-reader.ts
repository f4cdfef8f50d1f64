import { createLocalJWKSet, flattenedVerify, type FlattenedJWS, type JSONWebKeySet } from 'jose';

/** What a statement says, as a reader finds it. */
export interface StatementClaims {
  readonly iss: string;
  readonly sub: string;
  readonly ver: string;
  readonly rev: number;
  readonly st: string;
  readonly iat: number;
  readonly nbf: number;
  readonly exp: number;
  readonly dig: { readonly 'sha-256': string };
  readonly manifest?: object;
}

const NOTHING = { payload: '', signature: '' };

/** Verifies a statement with a key set, by jose alone; rejects when it does not hold. */
export async function readStatement(
  jws: FlattenedJWS | undefined,
  keys: JSONWebKeySet,
): Promise<{ claims: StatementClaims; kid: string; text: string }> {
  const { payload, protectedHeader } = await flattenedVerify(
    jws ?? NOTHING,
    createLocalJWKSet(keys),
    {
      algorithms: ['EdDSA', 'ES256'],
    },
  );
  const text = Buffer.from(payload).toString('utf8');
  return {
    claims: JSON.parse(text) as StatementClaims,
    kid: protectedHeader?.kid ?? '',
    text,
  };
}
