import { createHash, createHmac, createPublicKey, createSecretKey, verify } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { createLocalJWKSet, flattenedVerify, type FlattenedJWS, type JSONWebKeySet } from 'jose';
import { readRoot, type ReadLeaf } from '../support/listing-root.js';
import { leafJson } from '../../src/catalog/merkle/leaf.js';
import { ListingTree } from '../../src/catalog/merkle/listing-tree.js';
import { leafHash } from '../../src/catalog/merkle/tree-hash.js';
import { createVerifier } from '../../src/client/verify.js';
import { canonicalJson, sha256Hex } from '../../src/manifest/canonical-json.js';
import { signFields, type SignedFields } from '../../src/signing/hmac.js';
import { statementPayload } from '../../src/signing/statement-payload.js';

interface Vectors {
  readonly hmac: {
    readonly secret: string;
    readonly tags: readonly { readonly fields: SignedFields; readonly signature: string }[];
  };
  readonly manifest: {
    readonly value: object;
    readonly canonical: string;
    readonly sha256: string;
  };
  readonly keys: { readonly eddsa: JSONWebKeySet; readonly es256: JSONWebKeySet };
  readonly statement: {
    readonly claims: { readonly iat: number; readonly exp: number; readonly iss: string };
    readonly payload: string;
    readonly eddsa: FlattenedJWS;
    readonly es256: FlattenedJWS;
    readonly with_manifest: FlattenedJWS;
  };
  readonly snapshot: { readonly leaves: readonly ReadLeaf[]; readonly eddsa: FlattenedJWS };
  readonly roots: readonly {
    readonly name: string;
    readonly ids?: readonly string[];
    readonly root: string;
  }[];
}

const PATH = new URL('../data/signing-vectors.json', import.meta.url);
const vectors = JSON.parse(await readFile(PATH, 'utf8')) as Vectors;
const { hmac, manifest, keys, statement, snapshot, roots } = vectors;

const THOUSAND = Array.from({ length: 1_000 }, (_, index) => `server-${index}`);
const leavesOf = (ids: readonly string[] = THOUSAND): ReadLeaf[] =>
  ids.map((id) => ({ dig: manifest.sha256, id, rev: 7, st: 'healthy' }));

describe('The vectors, without any code of the project', () => {
  it('should have HMAC tags', () => {
    for (const { fields, signature } of hmac.tags) {
      const { id = '', version = '', cache_ttl_seconds: ttl = 60 } = fields;
      const tag = createHmac('sha256', hmac.secret).update(`${id}|${version}|${ttl}`);
      expect(tag.digest('base64url')).toBe(signature);
    }
  });

  it('should have a digest', () => {
    expect(createHash('sha256').update(manifest.canonical).digest('hex')).toBe(manifest.sha256);
    expect(JSON.parse(manifest.canonical)).toEqual(manifest.value);
  });

  it('should have EdDSA signatures that node:crypto verifies', () => {
    const key = createPublicKey({ key: keys.eddsa.keys[0] ?? {}, format: 'jwk' });
    for (const jws of [statement.eddsa, statement.with_manifest, snapshot.eddsa]) {
      const input = Buffer.from(`${jws.protected ?? ''}.${jws.payload}`);
      expect(verify(null, input, key, Buffer.from(jws.signature, 'base64url'))).toBe(true);
    }
    expect(Buffer.from(statement.eddsa.payload, 'base64url').toString()).toBe(statement.payload);
  });

  it('should have signatures that jose verifies', async () => {
    for (const [jws, set] of [
      [statement.eddsa, keys.eddsa],
      [statement.es256, keys.es256],
    ] as const) {
      const { payload, protectedHeader } = await flattenedVerify(jws, createLocalJWKSet(set));
      expect(Buffer.from(payload).toString()).toBe(statement.payload);
      expect(protectedHeader).toMatchObject({ typ: 'mcp-manifest+jws', kid: set.keys[0]?.kid });
    }
  });

  it.each(roots)('should have the root of $name', ({ ids, root }) => {
    expect(readRoot(leavesOf(ids))).toBe(root);
  });
});

describe('The project', () => {
  it('should sign as the vectors say', () => {
    const key = createSecretKey(hmac.secret, 'utf8');
    for (const { fields, signature } of hmac.tags) expect(signFields(key, fields)).toBe(signature);
    expect(canonicalJson(manifest.value)).toBe(manifest.canonical);
    expect(sha256Hex(manifest.canonical)).toBe(manifest.sha256);
    const { iat, exp, iss } = statement.claims;
    const facts = {
      id: 'paper.server',
      version: '1.0.0-rc.1',
      revision: 7,
      status: 'healthy',
      digest: manifest.sha256,
    };
    expect(statementPayload(iss, { iat, exp }, facts)).toBe(statement.payload);
    const whole = Buffer.from(statement.with_manifest.payload, 'base64url').toString();
    expect(statementPayload(iss, { iat, exp }, facts, manifest.canonical)).toBe(whole);
  });

  it.each(roots)('should work out the root of $name', ({ ids, root }) => {
    const tree = new ListingTree();
    for (const leaf of leavesOf(ids)) tree.set(leaf.id, leafHash(leafJson(leaf)));
    expect(tree.root()).toBe(root);
  });

  it('should verify them as a reader', async () => {
    const { iat, iss: issuer } = statement.claims;
    const jwks = { keys: [...keys.eddsa.keys, ...keys.es256.keys] };
    const verifier = createVerifier({ issuer, jwks, now: () => iat * 1_000 });
    expect(await verifier.verifyJws(statement.with_manifest)).toMatchObject({
      ok: true,
      manifest: manifest.value,
    });
    for (const jws of [statement.eddsa, statement.es256]) {
      const directory = { revision: 7, digest: manifest.sha256, jws };
      const entry = { ...manifest.value, status: 'healthy', signature: 'x', directory };
      expect(await verifier.verify(entry)).toMatchObject({ ok: true, id: 'paper.server' });
    }
    const { eddsa, leaves } = snapshot;
    expect(await verifier.verifyListing({ snapshot: eddsa, leaves })).toMatchObject({ ok: true });
    for (const { ids, root } of roots.slice(0, 6)) {
      const listing = { snapshot: eddsa, leaves: leavesOf(ids) };
      const { ok } = await verifier.verifyListing(listing);
      expect(ok).toBe(root === roots.find(({ name }) => name === 'three')?.root);
    }
  });
});
