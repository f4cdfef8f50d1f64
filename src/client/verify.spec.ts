import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import {
  canonical,
  IAT,
  PAPER_MANIFEST,
  PaperDirectory,
} from '../../test/support/paper-directory.js';
import { directory, reasonOf, SERVER, verifierOf } from '../../test/support/paper-reader.js';
import { createVerifier } from './verify.js';

describe(createVerifier, () => {
  it.each(['EdDSA', 'ES256'] as const)('should believe what %s has signed', async (alg) => {
    const signer = new PaperDirectory(alg);
    const verifier = verifierOf({ jwks: signer.keySet });
    const entry = signer.entry(SERVER);
    for (const form of [entry, JSON.stringify(entry), Buffer.from(JSON.stringify(entry))]) {
      expect(await verifier.verify(form)).toEqual({
        ok: true,
        id: 'paper.server',
        revision: 7,
        status: 'healthy',
        manifest: PAPER_MANIFEST,
        statement: signer.claims(SERVER),
      });
    }
  });

  it('should believe a statement that carries its manifest, and no other manifest', async () => {
    const whole = directory.statement(SERVER, { manifest: PAPER_MANIFEST });
    expect(await verifierOf().verifyJws(whole)).toMatchObject({
      ok: true,
      manifest: PAPER_MANIFEST,
    });
    const other = directory.statement(SERVER, { manifest: { ...PAPER_MANIFEST, tags: [] } });
    expect(await verifierOf().verifyJws(other)).toMatchObject({ ok: false, reason: 'tampered' });
    const bare = directory.statement(SERVER);
    expect(await verifierOf().verifyJws(bare)).toMatchObject({ ok: false, reason: 'malformed' });
  });

  it.each([
    [
      'unsigned',
      { ...directory.entry(SERVER), directory: { revision: 7, signing: 'unavailable' } },
    ],
    ['malformed', { ...directory.entry(SERVER), directory: 'x' }],
    ['malformed', []],
    ['malformed', directory.entry(SERVER, { ...directory.statement(SERVER), header: { a: 1 } })],
    ['malformed', directory.entry(SERVER, { ...directory.statement(SERVER), payload: '' })],
    ['wrong_type', directory.entry(SERVER, directory.statement(SERVER, {}, { typ: 'JWT' }))],
    ['unknown_key', directory.entry(SERVER, directory.statement(SERVER, {}, { kid: 'other' }))],
    [
      'unknown_critical',
      directory.entry(SERVER, directory.statement(SERVER, {}, { crit: ['b64'], b64: false })),
    ],
    ['malformed', directory.entry(SERVER, directory.statement(SERVER, {}, { jku: 'https://x' }))],
    ['wrong_issuer', directory.entry(SERVER, directory.statement(SERVER, { iss: 'urn:other' }))],
    ['wrong_subject', directory.entry(SERVER, directory.statement(SERVER, { sub: 'other' }))],
    ['tampered', directory.entry(SERVER, directory.statement(SERVER, { ver: '2' }))],
    ['tampered', directory.entry(SERVER, directory.statement(SERVER, { st: 'draining' }))],
    ['tampered', directory.entry(SERVER, directory.statement(SERVER, { rev: 8 }))],
    ['malformed', directory.entry(SERVER, directory.statement(SERVER, { rev: 'x' }))],
    ['malformed', directory.entry(SERVER, directory.statement(SERVER, { more: 1 }))],
    ['tampered', { ...directory.entry(SERVER), endpoints: { mcp: 'https://evil.example/mcp' } }],
    ['tampered', { ...directory.entry(SERVER), extra: 1 }],
  ])('should refuse as %s', async (reason, entry) => {
    expect(await reasonOf(entry)).toBe(reason);
  });

  it('should trust no algorithm but its own, and no key for another one', async () => {
    const { kid, keySet } = directory;
    const payload = canonical(directory.claims(SERVER));
    const encode = (text: string): string => Buffer.from(text).toString('base64url');
    const forged = (header: object, sign: (input: string) => string): object => {
      const parts = { payload: encode(payload), protected: encode(canonical(header)) };
      return { ...parts, signature: sign(`${parts.protected}.${parts.payload}`) };
    };
    const typ = 'mcp-manifest+jws';
    const none = forged({ alg: 'none', kid, typ }, () => 'AA');
    expect(await reasonOf(directory.entry(SERVER, none))).toBe('wrong_algorithm');
    const [publicKey] = keySet.keys;
    const withPublicKey = forged({ alg: 'HS256', kid, typ }, (input) =>
      createHmac('sha256', Buffer.from(String(publicKey?.x), 'base64url'))
        .update(input)
        .digest('base64url'),
    );
    expect(await reasonOf(directory.entry(SERVER, withPublicKey))).toBe('wrong_algorithm');
    const other = new PaperDirectory('ES256');
    const both = { keys: [...keySet.keys, ...other.keySet.keys] };
    const confused = other.statement(SERVER, {}, { alg: 'EdDSA' });
    expect(await reasonOf(directory.entry(SERVER, confused), { jwks: both })).toBe(
      'wrong_algorithm',
    );
    const swapped = other.statement(SERVER, {}, { alg: 'EdDSA', kid });
    expect(await reasonOf(directory.entry(SERVER, swapped), { jwks: both })).toBe('bad_signature');
    const unsaid = { keys: both.keys.map(({ alg, ...key }) => (alg === undefined ? {} : key)) };
    expect(await reasonOf(directory.entry(SERVER, confused), { jwks: unsaid })).toBe(
      'wrong_algorithm',
    );
  });

  it.each([
    [IAT - 61, 'not_yet_valid'],
    [IAT - 60, 'ok'],
    [IAT + 1_259, 'ok'],
    [IAT + 1_260, 'expired'],
  ])('should at %i find it %s', async (seconds, reason) => {
    expect(await reasonOf(directory.entry(SERVER), { now: () => seconds * 1_000 })).toBe(reason);
  });

  it('should refuse what is older than the reader wants, though it is valid', async () => {
    const now = (): number => (IAT + 400) * 1_000;
    expect(await reasonOf(directory.entry(SERVER), { now, maxAge: 339 })).toBe('too_old');
    expect(await reasonOf(directory.entry(SERVER), { now, maxAge: 340 })).toBe('ok');
  });

  it('should never go back to an older revision of a server', async () => {
    const verifier = verifierOf();
    const at = (revision: number) => verifier.verify(directory.entry({ ...SERVER, revision }));
    expect(await at(7)).toMatchObject({ ok: true });
    expect(await at(9)).toMatchObject({ ok: true });
    expect(await at(8)).toMatchObject({ ok: false, reason: 'rolled_back' });
    expect(await at(9)).toMatchObject({ ok: true });
    const other = directory.entry({ manifest: { ...PAPER_MANIFEST, id: 'other' }, revision: 1 });
    expect(await verifier.verify(other)).toMatchObject({ ok: true });
  });

  it('should not be locked out by a key that was stolen and revoked', async () => {
    const stolen = new PaperDirectory('ES256');
    let keys = [...stolen.keySet.keys, ...directory.keySet.keys];
    const verifier = verifierOf({ jwks: () => Promise.resolve({ keys }) });
    const forged = stolen.entry({ ...SERVER, revision: Number.MAX_SAFE_INTEGER });
    expect(await verifier.verify(forged)).toMatchObject({ ok: true });
    expect(await verifier.verify(directory.entry(SERVER))).toMatchObject({ reason: 'rolled_back' });
    keys = directory.keySet.keys;
    expect(await verifier.verify(directory.entry(SERVER))).toMatchObject({ ok: true });
    expect(await verifier.verify(forged)).toMatchObject({ reason: 'unknown_key' });
  });

  it('should not go back while it waits for the key set', async () => {
    const old = new PaperDirectory('ES256');
    let keys = [...old.keySet.keys, ...directory.keySet.keys];
    let hold: Promise<void> | undefined;
    const jwks = async () => {
      await hold;
      return { keys };
    };
    const verifier = verifierOf({ jwks });
    const at = (revision: number) => verifier.verify(directory.entry({ ...SERVER, revision }));
    await verifier.verify(old.entry({ ...SERVER, revision: 9 }));
    keys = directory.keySet.keys;
    const { promise, resolve } = Promise.withResolvers<undefined>();
    hold = promise.then(() => undefined);
    const results = Promise.all([at(5), at(10), at(6)]);
    resolve(undefined);
    await results;
    hold = undefined;
    expect(await at(9)).toMatchObject({ ok: false, reason: 'rolled_back' });
    expect(await at(10)).toMatchObject({ ok: true });
  });

  it('should say so when the keys cannot be had or read', async () => {
    const away = () => Promise.reject(new Error('connection refused'));
    expect(await reasonOf(directory.entry(SERVER), { jwks: away })).toBe('no_key_set');
    const nowhere = 'http://127.0.0.1:1/jwks.json';
    expect(await reasonOf(directory.entry(SERVER), { jwks: nowhere })).toBe('no_key_set');
    const [key] = directory.keySet.keys;
    const jwks = { keys: [{ ...key, kty: 'OKP', x: 'AA' }] };
    expect(await reasonOf(directory.entry(SERVER), { jwks })).toBe('unknown_key');
    const deep = JSON.parse('['.repeat(20_000) + ']'.repeat(20_000)) as object;
    const nested = { ...directory.entry(SERVER), metadata: deep };
    expect(await verifierOf().verify(nested)).toMatchObject({
      reason: 'malformed',
      detail: 'it is nested too deeply',
    });
  });
});
