import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { FlattenedJWS, JSONWebKeySet } from 'jose';
import { SigningKeys } from '../../src/signing/keys/signing-keys.service.js';
import { MY_ANALYZER } from '../support/example-manifest.js';
import { ManualClock } from '../support/manual-clock.js';
import { readStatement } from '../support/statement-reader.js';
import { tempDir } from '../support/temp-dir.js';
import { DIRECTORY, startTestApp, type TestApp } from '../support/test-app.js';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const KEK = 'a-key-encryption-key-of-the-tests-0123456789';
const OTHER_KEK = 'another-key-encryption-key-of-the-tests-0123';

interface KeyView {
  readonly kid: string;
  readonly alg: string;
  readonly state: string;
  readonly revoked: { readonly reason: string } | null;
}

describe('Signing keys', () => {
  let data: Awaited<ReturnType<typeof tempDir>>;
  let clock: ManualClock;
  let directory: TestApp;

  const start = async (env: Record<string, string> = {}): Promise<void> => {
    directory = await startTestApp({ dataDir: data.path, clock, env });
  };

  beforeEach(async () => {
    data = await tempDir();
    clock = new ManualClock();
    await start();
    await directory.http.post('/servers/register').send(MY_ANALYZER).expect(201);
  });

  afterEach(async () => {
    await directory.stop();
    await data.remove();
  });

  async function keySet(): Promise<JSONWebKeySet> {
    return (await directory.http.get('/.well-known/jwks.json').expect(200)).body as JSONWebKeySet;
  }

  async function states(): Promise<string[]> {
    const response = await directory.http.get('/signing/keys').expect(200);
    return (response.body as { keys: KeyView[] }).keys.map(({ state }) => state);
  }

  async function statement(): Promise<FlattenedJWS> {
    const response = await directory.http.get(`${DIRECTORY}/servers/my_analyzer`).expect(200);
    return (response.body as { directory: { jws: FlattenedJWS } }).directory.jws;
  }

  async function signedBy(keys?: JSONWebKeySet): Promise<string> {
    return (await readStatement(await statement(), keys ?? (await keySet()))).kid;
  }

  async function advance(ms: number, stepMs = MINUTE_MS): Promise<void> {
    for (let passed = 0; passed < ms; passed += stepMs) {
      clock.advance(stepMs);
      await directory.app.get(SigningKeys).tend();
    }
  }

  it('should outlive a restart, and be readable by nobody else in the store', async () => {
    const [key] = (await keySet()).keys;
    expect(await signedBy()).toBe(key?.kid);
    await directory.stop();
    await start();
    expect((await keySet()).keys).toEqual([key]);
    expect(await signedBy()).toBe(key?.kid);
  });

  it('should be published before they sign, and until what they signed has run out', async () => {
    const [first] = (await keySet()).keys;
    const answer = await directory.http.post('/signing/keys/rotate').expect(200);
    expect((answer.body as { keys: KeyView[] }).keys.map(({ state }) => state)).toEqual([
      'active',
      'pending',
    ]);
    await directory.http.post('/signing/keys/rotate').expect(200);
    expect(await states()).toEqual(['active', 'pending']);
    const both = await keySet();
    expect(both.keys).toHaveLength(2);
    await advance(20 * MINUTE_MS - MINUTE_MS);
    expect(await signedBy()).toBe(first?.kid);
    await advance(MINUTE_MS);
    expect(await states()).toEqual(['retired', 'active']);
    expect(await signedBy(both)).toBe(both.keys[1]?.kid);
    await advance(60 * MINUTE_MS);
    expect((await keySet()).keys.map(({ kid }) => kid)).toEqual([both.keys[1]?.kid]);
    expect(await states()).toEqual(['forgotten', 'active']);
    await advance(8 * DAY_MS, DAY_MS);
    expect(await states()).toEqual(['active']);
  });

  it('should let every answer verify with a key set that a reader has kept for 10 minutes', async () => {
    await directory.stop();
    await start({ SIGNING_KEY_MAX_AGE_DAYS: '1' });
    const kept: { at: number; keys: JSONWebKeySet }[] = [];
    const signers = new Set<string>();
    for (let passed = 0; passed <= 3 * DAY_MS; passed += 5 * MINUTE_MS) {
      await advance(5 * MINUTE_MS, 5 * MINUTE_MS);
      kept.push({ at: clock.now(), keys: await keySet() });
      const jws = await statement();
      for (const { at, keys } of kept.slice(-3)) {
        expect(clock.now() - at).toBeLessThanOrEqual(10 * MINUTE_MS);
        signers.add((await readStatement(jws, keys)).kid);
      }
    }
    expect(signers.size).toBe(4);
  });

  it('should go at once when they are revoked, and everything is signed again', async () => {
    const [first] = (await keySet()).keys;
    const before = await directory.http.get(`${DIRECTORY}/servers`);
    const reason = { reason: 'stolen' };
    const url = `/signing/keys/${first?.kid ?? ''}/revoke`;
    const answer = await directory.http.post(url).send(reason).expect(200);
    expect((answer.body as { keys: KeyView[] }).keys).toEqual([
      expect.objectContaining({ state: 'revoked', revoked: expect.objectContaining(reason) }),
      expect.objectContaining({ state: 'active', revoked: null }),
    ]);
    const keys = await keySet();
    expect(keys.keys.map(({ kid }) => kid)).not.toContain(first?.kid);
    expect(await signedBy(keys)).toBe(keys.keys[0]?.kid);
    const after = await directory.http.get(`${DIRECTORY}/servers`);
    expect(after.headers['etag']).not.toBe(before.headers['etag']);
    expect(after.text).not.toContain(first?.kid ?? '');
    await directory.http.post(url).send(reason).expect(200);
    await directory.stop();
    await start();
    expect(await states()).toEqual(['revoked', 'active']);
  });

  it('should bring the next one forward when the active one is revoked', async () => {
    await directory.http.post('/signing/keys/rotate').expect(200);
    const [first, second] = (await keySet()).keys;
    await directory.http
      .post(`/signing/keys/${first?.kid ?? ''}/revoke`)
      .send({ reason: 'stolen' })
      .expect(200);
    expect(await signedBy()).toBe(second?.kid);
    expect(await states()).toEqual(['revoked', 'active']);
  });

  it('should never have a retired one back', async () => {
    await directory.http.post('/signing/keys/rotate').expect(200);
    await advance(30 * MINUTE_MS);
    const [first, second] = (await keySet()).keys;
    await directory.http
      .post(`/signing/keys/${second?.kid ?? ''}/revoke`)
      .send({ reason: 'stolen' })
      .expect(200);
    expect(await states()).toEqual(['retired', 'revoked', 'active']);
    expect([first?.kid, second?.kid]).not.toContain(await signedBy());
  });

  it.each([
    ['/signing/keys/nobody/revoke', { reason: 'x' }, 400, 'VALIDATION_FAILED'],
    [`/signing/keys/${'a'.repeat(43)}/revoke`, { reason: 'x' }, 404, 'KEY_NOT_FOUND'],
    [`/signing/keys/${'a'.repeat(43)}/revoke`, {}, 400, 'VALIDATION_FAILED'],
    [`/signing/keys/${'a'.repeat(43)}/revoke`, { reason: '', more: 1 }, 400, 'VALIDATION_FAILED'],
  ])('should refuse POST %s with %j', async (path, body, status, code) => {
    const before = await keySet();
    const response = await directory.http.post(path).send(body).expect(status);
    expect(response.body).toMatchObject({ code });
    expect(await keySet()).toEqual(before);
  });

  it('should follow a change of the algorithm by the same rules', async () => {
    const [first] = (await keySet()).keys;
    await directory.stop();
    await start({ SIGNING_ALGORITHM: 'ES256' });
    expect(await signedBy()).toBe(first?.kid);
    const both = await keySet();
    expect(both.keys.map(({ alg }) => alg)).toEqual(['EdDSA', 'ES256']);
    await advance(20 * MINUTE_MS);
    expect(await signedBy(both)).toBe(both.keys[1]?.kid);
  });

  it('should be encrypted again when the key-encryption key changes, and refuse a foreign one', async () => {
    const kid = await signedBy();
    const restart = async (env: Record<string, string>): Promise<void> => {
      await directory.stop();
      await start(env);
    };
    // From the HMAC secret's key to one of its own, and to the next one.
    await restart({ SIGNING_KEK: KEK });
    await restart({ SIGNING_KEK: OTHER_KEK, SIGNING_KEK_PREVIOUS: KEK });
    await restart({ SIGNING_KEK: OTHER_KEK });
    expect(await signedBy()).toBe(kid);
    await directory.stop();
    const env = { SIGNING_KEK: KEK };
    directory = await startTestApp({ dataDir: data.path, clock, env, load: false });
    await expect(directory.load()).rejects.toThrow(/another key-encryption key/);
    await directory.stop();
    await start({ SIGNING_KEK: OTHER_KEK });
    expect(await signedBy()).toBe(kid);
  });
});
