import { describe, expect, it } from '@jest/globals';
import type { JSONWebKeySet } from 'jose';
import { PAPER_MANIFEST } from '../../test/support/paper-directory.js';
import { directory, reasonOf, SERVER, verifierOf } from '../../test/support/paper-reader.js';
import { createVerifier } from './verify.js';

const entry = directory.entry(SERVER);
const text = JSON.stringify(entry);
const [key] = directory.keySet.keys;
const HASH = '0'.repeat(64);

describe(createVerifier, () => {
  it.each([{ clockTolerance: NaN }, { maxAge: NaN }, { clockTolerance: -1 }, { maxAge: -1 }])(
    'should be made with no number of seconds that is none: %j',
    (options) => {
      expect(() => verifierOf(options)).toThrow(RangeError);
    },
  );

  it('should believe nothing by a clock that tells no time', async () => {
    await expect(verifierOf({ now: () => NaN }).verify(entry)).rejects.toThrow(/no time/);
  });

  it.each([
    ['deep', text.replace('{', `{"z":${'['.repeat(200_000)}${']'.repeat(200_000)},`), /too deeply/],
    ['huge', text.replace('{', `{"z":"${'\\n'.repeat(1e7)}",`), /escapes/],
  ])('should refuse what is too %s', async (_what, hostile, detail) => {
    const refused = await verifierOf().verify(hostile);
    expect(refused).toMatchObject({ reason: 'malformed', detail: expect.stringMatching(detail) });
  });

  it('should read long texts', async () => {
    expect(await reasonOf(text.replace('{', `{"z":"${'a'.repeat(2e7)}",`))).toBe('tampered');
  });

  it.each([
    ['turns in a circle', () => Object.assign({ ...entry }, { z: [] as unknown[] })],
    ['is a number of another kind', () => ({ ...entry, z: 1n })],
    [
      'is written as another one',
      () => ({
        ...entry,
        endpoints: { mcp: 'https://evil.example/mcp', toJSON: () => PAPER_MANIFEST.endpoints },
      }),
    ],
  ])('should refuse a value that %s', async (_what, make) => {
    const hostile = make();
    if ('z' in hostile && Array.isArray(hostile.z)) hostile.z.push(hostile.z);
    expect(await reasonOf(hostile)).toBe('malformed');
  });

  it.each([
    ['no_key_set', {}],
    ['no_key_set', { keys: null }],
    ['no_key_set', null],
    ['unknown_key', { keys: [null, 'x', []] }],
    ['unknown_key', { keys: [{ ...key, x: 'AA' }] }],
    ['wrong_algorithm', { keys: [{ ...key, use: 'enc' }] }],
    ['ok', { keys: [null, { ...key, d: key?.x, key_ops: ['sign'] }] }],
  ])('should answer %s with the key set %j', async (reason, jwks) => {
    expect(await reasonOf(entry, { jwks: jwks as JSONWebKeySet })).toBe(reason);
  });

  it.each([{ leaves: {} }, { leaves: null }, { entries: 'x' }, { leaves: ['\ud800'] }])(
    'should refuse the listing %j',
    async (listing) => {
      const snapshot = directory.snapshot([]);
      const refused = await verifierOf().verifyListing({ snapshot, ...(listing as object) });
      expect(refused).toMatchObject({ ok: false, reason: 'malformed' });
    },
  );

  it.each([
    [2 ** 53 - 1, 50_000],
    [2 ** 53 - 1, 1],
    [1, 50_000],
  ])('should refuse a proof from a bucket of %d by %d steps', async (size, steps) => {
    const leaf = directory.leaf(SERVER);
    const proof = {
      snapshot: directory.snapshot([leaf]),
      id: leaf.id,
      listed: true,
      leaf,
      bucket: { index: 0, size, position: 0 },
      bucket_path: Array.from({ length: steps }, () => HASH),
      path: Array.from({ length: 12 }, () => HASH),
    };
    const refused = await verifierOf().verifyProof(proof, leaf.id);
    expect(refused).toMatchObject({ ok: false, reason: 'malformed' });
  });
});
