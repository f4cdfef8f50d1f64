import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import canonicalize from 'canonicalize';
import type { FlattenedJWS, JSONWebKeySet } from 'jose';
import { SignAhead } from '../../src/catalog/sign-ahead.service.js';
import { StatementSigner } from '../../src/signing/statement-signer.service.js';
import { manifest, MY_ANALYZER } from '../support/example-manifest.js';
import { OpenApi } from '../support/openapi.js';
import { readStatement } from '../support/statement-reader.js';
import { DIRECTORY, startTestApp, type TestApp } from '../support/test-app.js';

interface Entry {
  readonly id: string;
  readonly directory: { readonly jws: FlattenedJWS; readonly revision: number; digest: string };
  readonly [field: string]: unknown;
}

const WINDOW_SECONDS = 600;

describe('Statements', () => {
  let directory: TestApp;

  beforeEach(async () => {
    directory = await startTestApp();
    await directory.http.post('/servers/register').send(MY_ANALYZER).expect(201);
  });

  afterEach(async () => {
    await directory.end();
  });

  async function keySet(): Promise<JSONWebKeySet> {
    return (await directory.http.get('/.well-known/jwks.json').expect(200)).body as JSONWebKeySet;
  }

  async function entry(id: string): Promise<Entry> {
    return (await directory.http.get(`${DIRECTORY}/servers/${id}`).expect(200)).body as Entry;
  }

  it('should prove an entry to whoever has the key set', async () => {
    const { directory: own, status, signature, ...fields } = await entry('my_analyzer');
    const { claims, text } = await readStatement(own.jws, await keySet());
    const digest = createHash('sha256').update(canonicalize(fields) ?? '');
    expect(claims).toEqual({
      iss: 'urn:omega:directory',
      sub: 'my_analyzer',
      ver: '1.0.0',
      rev: own.revision,
      st: status,
      iat: 1795348800,
      nbf: 1795348800,
      exp: 1795350000,
      dig: { 'sha-256': digest.copy().digest('base64url') },
    });
    expect(own.digest).toBe(digest.digest('hex'));
    expect(text).toBe(canonicalize(claims));
    expect(signature).toBeDefined();
    expect(JSON.parse(Buffer.from(own.jws.protected ?? '', 'base64url').toString())).toEqual({
      alg: 'EdDSA',
      kid: (await keySet()).keys[0]?.kid,
      typ: 'mcp-manifest+jws',
    });
  });

  it('should be the same in every answer, and another one for each revision and status', async () => {
    const first = (await entry('my_analyzer')).directory.jws;
    const listing = await directory.http.get(`${DIRECTORY}/servers`).expect(200);
    const { servers } = listing.body as { servers: Entry[] };
    expect(servers[0]?.directory.jws).toEqual(first);
    const search = await directory.http.get(`${DIRECTORY}/search?q=analyzer`).expect(200);
    expect((search.body as { servers: Entry[] }).servers[0]?.directory.jws).toEqual(first);
    await directory.http
      .post('/servers/heartbeat')
      .send({ id: 'my_analyzer', status: 'draining' })
      .expect(200);
    const changed = await entry('my_analyzer');
    const { claims } = await readStatement(changed.directory.jws, await keySet());
    expect(claims).toMatchObject({ st: 'draining', rev: changed.directory.revision });
  });

  it('should carry the manifest for readers that cannot canonicalise', async () => {
    const path = `${DIRECTORY}/servers/my_analyzer?format=jws`;
    const response = await directory.http.get(path).expect(200);
    expect(response.headers['content-type']).toBe('application/jose+json');
    const jws = JSON.parse(response.text) as FlattenedJWS;
    const { claims, text } = await readStatement(jws, await keySet());
    const { directory: own, status, signature, ...fields } = await entry('my_analyzer');
    expect([claims.manifest, status, typeof signature]).toEqual([fields, 'healthy', 'string']);
    expect(text).toBe(canonicalize(claims));
    expect(text).toContain(`"manifest":${canonicalize(fields)}`);
    expect(claims).toMatchObject({ rev: own.revision, sub: 'my_analyzer' });
    const tag = response.headers['etag'] ?? '';
    await directory.http.get(path).set('If-None-Match', tag).expect(304);
    expect((await directory.http.get(path)).text).toBe(response.text);
  });

  it.each(['format=xml', 'format=', 'format=jws&format=jws', 'form=jws'])(
    'should refuse ?%s',
    async (query) => {
      const response = await directory.http
        .get(`${DIRECTORY}/servers/my_analyzer?${query}`)
        .expect(400);
      const { errors } = response.body as { errors: { path: string }[] };
      expect(errors.map(({ path }) => path)).toEqual([query.split('=')[0]]);
    },
  );

  it('should sign again with each window, and let nothing else change', async () => {
    const before = await directory.http.get(`${DIRECTORY}/servers`);
    directory.clock.advance(WINDOW_SECONDS * 1_000 - 1);
    const same = await directory.http.get(`${DIRECTORY}/servers`);
    expect([same.text, same.headers['etag']]).toEqual([before.text, before.headers['etag']]);
    directory.clock.advance(1);
    const after = await directory.http
      .get(`${DIRECTORY}/servers`)
      .set('If-None-Match', before.headers['etag'] ?? '')
      .expect(200);
    expect(after.headers['etag']).not.toBe(before.headers['etag']);
    const [then, now] = [before, after].map(
      ({ body }) => (body as { servers: Entry[] }).servers[0],
    );
    expect(now).toEqual({ ...then, directory: { ...then?.directory, jws: expect.anything() } });
    const { claims } = await readStatement(now?.directory.jws, await keySet());
    expect([claims.iat, claims.exp]).toEqual([1795349400, 1795350600]);
  });

  it('should sign the next window ahead, so that its first readers wait for nothing', async () => {
    const signer = directory.app.get(StatementSigner);
    for (let index = 0; index < 30; index += 1) {
      await directory.http
        .post('/servers/register')
        .send(manifest(`s${index}`))
        .expect(201);
    }
    const next = signer.next();
    for (let second = 0; second < WINDOW_SECONDS - 60; second += 1) {
      directory.clock.advance(1_000);
      await directory.app.get(SignAhead).run();
    }
    const signed: unknown[] = [];
    const signNow = signer.signNow.bind(signer);
    signer.signNow = (slot, facts) => {
      signed.push(facts);
      return signNow(slot, facts);
    };
    directory.clock.advance(60_000);
    expect(signer.current()).toBe(next);
    const listing = await directory.http.get(`${DIRECTORY}/servers?limit=500`).expect(200);
    const { servers } = listing.body as { servers: Entry[] };
    expect([servers.length, signed]).toEqual([31, []]);
    const { claims } = await readStatement(servers[7]?.directory.jws, await keySet());
    expect(claims.iat).toBe(next?.iat);
  });

  it('should not end a long poll by a new window alone', async () => {
    const path = `${DIRECTORY}/servers`;
    const tag = (await directory.http.get(path)).headers['etag'] ?? '';
    directory.clock.advance(WINDOW_SECONDS * 1_000);
    let answered = false;
    const poll = directory.http.get(`${path}?wait=30`).set('If-None-Match', tag);
    const answer = poll.then((response) => {
      answered = true;
      return response;
    });
    // The answer to a later request shows that the earlier one is held back.
    await directory.http.get(path).expect(200);
    expect(answered).toBe(false);
    await directory.http.post('/servers/register').send(manifest('second')).expect(201);
    expect((await answer).status).toBe(200);
  });

  it('should document what it answers', async () => {
    const openApi = await OpenApi.of(directory);
    const jwks = await directory.http.get('/.well-known/jwks.json');
    expect(openApi.faults('get', '/.well-known/jwks.json', jwks)).toEqual([]);
    const keys = await directory.http.get('/signing/keys');
    expect(openApi.faults('get', '/signing/keys', keys)).toEqual([]);
  });
});

describe('A directory that signs no statements', () => {
  it('should serve entries without them, and say so', async () => {
    const directory = await startTestApp({ env: { SIGNING_BACKEND: 'off' } });
    await directory.http.post('/servers/register').send(MY_ANALYZER).expect(201);
    const response = await directory.http.get(`${DIRECTORY}/servers/my_analyzer`).expect(200);
    const body = response.body as Entry;
    expect(body).toMatchObject({ signature: expect.any(String) });
    expect(Object.keys(body.directory)).not.toContain('jws');
    expect(Object.keys(body.directory)).not.toContain('signing');
    const jws = await directory.http.get(`${DIRECTORY}/servers/my_analyzer?format=jws`).expect(503);
    expect(jws.body).toMatchObject({ code: 'SIGNING_UNAVAILABLE' });
    const keys = await directory.http.get('/.well-known/jwks.json').expect(200);
    expect(keys.body).toEqual({ keys: [] });
    await directory.http.post('/signing/keys/rotate').expect(503);
    await directory.end();
  });
});
