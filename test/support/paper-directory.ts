import { createHash, createPrivateKey, createPublicKey, sign, type KeyObject } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { FlattenedJWS, JSONWebKeySet } from 'jose';
import { readRoot, type ReadLeaf } from './listing-root.js';

/** What a paper directory knows of a server. */
export interface PaperServer {
  readonly manifest: Readonly<Record<string, unknown>>;
  readonly status?: string;
  readonly revision?: number;
}

export const ISSUER = 'urn:omega:directory';

/** 2026-11-22T12:00:00Z. */
export const IAT = 1795348800;

/** The private key of RFC 8032, section 7.1, test 1, as RFC 8037, appendix A.1 has it. */
const ED25519 = {
  kty: 'OKP',
  crv: 'Ed25519',
  d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A',
  x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
};

/** The private key of RFC 7515, appendix A.3. */
const P256 = {
  kty: 'EC',
  crv: 'P-256',
  x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
  y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
  d: 'jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI',
};

const encode = (text: string): string => Buffer.from(text, 'utf8').toString('base64url');

/** RFC 8785. */
export const canonical = (value: unknown): string => canonicalize(value) ?? '';

/** A directory that is nothing but its signatures: written from the formats, with `node:crypto` alone. */
export class PaperDirectory {
  readonly kid: string;
  private readonly key: KeyObject;

  constructor(readonly alg: 'EdDSA' | 'ES256' = 'EdDSA') {
    const jwk = alg === 'EdDSA' ? ED25519 : P256;
    this.key = createPrivateKey({ key: jwk, format: 'jwk' });
    // RFC 7638: the required members only, in order.
    const publicKey = createPublicKey(this.key).export({ format: 'jwk' });
    this.kid = createHash('sha256').update(canonical(publicKey)).digest('base64url');
  }

  get keySet(): JSONWebKeySet {
    const jwk = createPublicKey(this.key).export({ format: 'jwk' });
    return { keys: [{ ...jwk, kid: this.kid, alg: this.alg, use: 'sig' }] };
  }

  /** Signs texts as they are, canonical or not. */
  jws(header: string, payload: string): FlattenedJWS {
    const parts = { payload: encode(payload), protected: encode(header) };
    const input = Buffer.from(`${parts.protected}.${parts.payload}`);
    const signature =
      this.alg === 'EdDSA'
        ? sign(null, input, this.key)
        : sign('sha256', input, { key: this.key, dsaEncoding: 'ieee-p1363' });
    return { ...parts, signature: signature.toString('base64url') };
  }

  header(changes: object = {}): string {
    return canonical({ alg: this.alg, kid: this.kid, typ: 'mcp-manifest+jws', ...changes });
  }

  claims({ manifest, status = 'healthy', revision = 7 }: PaperServer): Record<string, unknown> {
    return {
      iss: ISSUER,
      sub: manifest['id'],
      ver: manifest['version'],
      rev: revision,
      st: status,
      iat: IAT,
      nbf: IAT,
      exp: IAT + 1_200,
      dig: { 'sha-256': createHash('sha256').update(canonical(manifest)).digest('base64url') },
    };
  }

  statement(server: PaperServer, changes: object = {}, header: object = {}): FlattenedJWS {
    return this.jws(this.header(header), canonical({ ...this.claims(server), ...changes }));
  }

  entry(server: PaperServer, jws: unknown = this.statement(server)): Record<string, unknown> {
    const { manifest, status = 'healthy', revision = 7 } = server;
    const digest = createHash('sha256').update(canonical(manifest)).digest('hex');
    const directory = { revision, digest, jws };
    return { ...manifest, status, signature: 'not looked at here', directory };
  }

  leaf({ manifest, status = 'healthy', revision = 7 }: PaperServer): ReadLeaf {
    const dig = createHash('sha256').update(canonical(manifest)).digest('hex');
    return { dig, id: String(manifest['id']), rev: revision, st: status };
  }

  snapshot(leaves: readonly ReadLeaf[], changes: object = {}): FlattenedJWS {
    const claims = {
      iss: ISSUER,
      iat: IAT,
      exp: IAT + 1_200,
      revision: '0123456789abcdef',
      count: leaves.length,
      root: readRoot(leaves),
      ...changes,
    };
    return this.jws(this.header({ typ: 'mcp-snapshot+jws' }), canonical(claims));
  }
}

/** A manifest with something of everything. */
export const PAPER_MANIFEST = {
  id: 'paper.server',
  display_name: 'Übersetzer "é"',
  description: 'Two lines\nand a tab\t, an emoji 🧭.',
  version: '1.0.0-rc.1',
  endpoints: { mcp: 'https://paper.example/mcp' },
  tools: [{ name: 'fold', input_schema: { type: 'object', properties: { n: { maximum: 0.1 } } } }],
  tags: ['a', 'b'],
  cache_ttl_seconds: 60,
  heartbeat_interval_seconds: 30,
  metadata: { half: 0.5, small: 1e-7, none: null, empty: {}, '': [] },
};
