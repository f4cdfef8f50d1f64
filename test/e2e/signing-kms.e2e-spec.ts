import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { FlattenedJWS, JSONWebKeySet } from 'jose';
import { SignAhead } from '../../src/catalog/sign-ahead.service.js';
import { Statements } from '../../src/catalog/statements.service.js';
import { SigningKeys } from '../../src/signing/keys/signing-keys.service.js';
import { manifest } from '../support/example-manifest.js';
import { AwsKmsStub, VaultStub } from '../support/kms-stub.js';
import { later } from '../support/later.js';
import { readStatement } from '../support/statement-reader.js';
import { DIRECTORY, startTestApp, type TestApp } from '../support/test-app.js';

const MINUTE_MS = 60_000;

interface Served {
  readonly jws?: FlattenedJWS;
  readonly signing?: string;
}

describe('A directory whose keys are in a KMS', () => {
  const environment = { ...process.env };
  let stub: AwsKmsStub;
  let directory: TestApp;
  let env: Record<string, string>;

  beforeEach(async () => {
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' });
    stub = await AwsKmsStub.start('ES256');
    env = {
      SIGNING_BACKEND: 'aws-kms',
      SIGNING_ALGORITHM: 'ES256',
      AWS_KMS_KEY_ID: 'alias/statements',
      AWS_REGION: 'eu-central-1',
      AWS_KMS_ENDPOINT: stub.url,
    };
  });

  afterEach(async () => {
    await directory.end();
    await stub.stop();
    process.env = environment;
  });

  async function register(id: string): Promise<void> {
    const response = await directory.http.post('/servers/register').send(manifest(id));
    expect([200, 201]).toContain(response.status);
  }

  async function served(id: string): Promise<Served> {
    const response = await directory.http.get(`${DIRECTORY}/servers/${id}`).expect(200);
    return (response.body as { directory: Served }).directory;
  }

  async function keySet(): Promise<JSONWebKeySet> {
    return (await directory.http.get('/.well-known/jwks.json')).body as JSONWebKeySet;
  }

  /** Until nothing waits for the KMS any more. */
  async function settle(): Promise<void> {
    while (directory.app.get(Statements).waiting > 0) await turn();
    directory.clock.advance(50);
  }

  async function health(): Promise<{ status: string; message?: string }> {
    const response = await directory.http.get('/health').expect(200);
    const { details } = response.body as {
      details: { signing: { status: string; message?: string } };
    };
    return details.signing;
  }

  it('should sign what is registered before anybody reads it, and again in each window', async () => {
    directory = await startTestApp({ env });
    for (const id of ['a', 'b', 'c']) await register(id);
    await settle();
    const { jws } = await served('b');
    expect((await readStatement(jws, await keySet())).claims.sub).toBe('b');
    const made = stub.signatures;
    for (let read = 0; read < 20; read += 1) await directory.http.get(`${DIRECTORY}/servers`);
    expect(stub.signatures).toBe(made);
    for (let second = 0; second < 540; second += 1) {
      directory.clock.advance(1_000);
      await directory.app.get(SignAhead).run();
    }
    await settle();
    expect(stub.signatures).toBe(made + 3);
    directory.clock.advance(MINUTE_MS);
    stub.fault = 'gone';
    const listing = await directory.http.get(`${DIRECTORY}/servers`).expect(200);
    const { servers } = listing.body as { servers: { directory: Served }[] };
    for (const { directory: own } of servers) {
      const { claims } = await readStatement(own.jws, await keySet());
      expect(claims.iat).toBe(1795348800 + 600);
    }
    expect(await health()).toMatchObject({ status: 'up' });
  });

  it('should serve the last statements until they run out, and then none', async () => {
    directory = await startTestApp({ env });
    await register('a');
    await settle();
    const keys = await keySet();
    const first = await served('a');
    stub.fault = 'gone';
    directory.clock.advance(10 * MINUTE_MS);
    expect(await served('a')).toEqual(first);
    await settle();
    expect(await served('a')).toEqual(first);
    expect(await health()).toMatchObject({
      status: 'degraded',
      message: expect.stringMatching(/^AWS KMS did not sign: /),
    });
    for (const path of [
      '/servers/a?format=jws',
      '/snapshot',
      '/snapshot?entries=1',
      '/servers/a/proof',
    ]) {
      const response = await directory.http.get(DIRECTORY + path).expect(503);
      expect(response.body).toMatchObject({ code: 'SIGNING_UNAVAILABLE' });
      expect(response.headers['retry-after']).toMatch(/^\d+$/);
    }
    await register('b');
    expect(await served('b')).toMatchObject({ signing: 'unavailable' });
    expect((await served('b')).jws).toBeUndefined();
    directory.clock.advance(9 * MINUTE_MS);
    expect((await served('a')).jws).toEqual(first.jws);
    const before = await directory.http.get(`${DIRECTORY}/servers`);
    directory.clock.advance(MINUTE_MS);
    expect((await served('a')).jws).toBeUndefined();
    const after = await directory.http.get(`${DIRECTORY}/servers`);
    expect(after.headers['etag']).not.toBe(before.headers['etag']);
    expect((await directory.http.get('/health/ready')).status).toBe(200);

    stub.fault = 'none';
    directory.clock.advance(5_000);
    await later(5_000, async () => {
      await directory.app.get(SignAhead).run();
      await settle();
    });
    for (const id of ['a', 'b']) {
      const { jws } = await served(id);
      expect((await readStatement(jws, keys)).claims.sub).toBe(id);
    }
    expect(await health()).toMatchObject({ status: 'up' });
  });

  it('should start without its KMS, and sign when it comes', async () => {
    stub.fault = 'gone';
    directory = await startTestApp({ env });
    await register('a');
    expect(await served('a')).toMatchObject({ signing: 'unavailable' });
    expect(await health()).toMatchObject({ status: 'degraded' });
    await directory.http.get(`${DIRECTORY}/snapshot`).expect(503);
    stub.fault = 'none';
    directory.clock.advance(5_000);
    await directory.app.get(SigningKeys).tend();
    await directory.app.get(SignAhead).run();
    await settle();
    const { jws } = await served('a');
    expect((await readStatement(jws, await keySet())).claims.sub).toBe('a');
    expect(await health()).toMatchObject({ status: 'up' });
  });

  it('should never serve a signature of a wrong key', async () => {
    directory = await startTestApp({ env });
    stub.fault = 'wrong key';
    await register('a');
    await settle();
    expect(await served('a')).toMatchObject({ signing: 'unavailable' });
    expect(await health()).toMatchObject({
      status: 'degraded',
      message: 'AWS KMS did not sign: it signed with another key.',
    });
  });

  it('should take the next key when another one is set, as readers expect', async () => {
    directory = await startTestApp({ env });
    await register('a');
    await settle();
    const response = await directory.http.post('/signing/keys/rotate').expect(503);
    expect(response.body).toMatchObject({ code: 'SIGNING_UNAVAILABLE' });
    stub.moveAlias();
    await directory.http.post('/signing/keys/rotate').expect(200);
    const both = await keySet();
    expect(both.keys).toHaveLength(2);
    directory.clock.advance(30 * MINUTE_MS);
    await directory.app.get(SigningKeys).tend();
    await directory.app.get(SignAhead).run();
    await settle();
    const { jws } = await served('a');
    expect((await readStatement(jws, both)).kid).toBe(both.keys[1]?.kid);
  });

  it('should move from keys of its own to those of a KMS without a gap', async () => {
    const vault = await VaultStub.start('EdDSA');
    const first = await startTestApp({ env: { SIGNING_ALGORITHM: 'EdDSA' } });
    await first.http.post('/servers/register').send(manifest('a')).expect(201);
    await first.stop();
    const moved = {
      SIGNING_BACKEND: 'vault-transit',
      VAULT_ADDR: vault.url,
      VAULT_TOKEN: VaultStub.TOKEN,
      VAULT_TRANSIT_KEY: 'statements',
    };
    const { dataDir, clock } = first;
    directory = await startTestApp({ env: moved, dataDir, clock });
    const both = await keySet();
    expect(both.keys).toHaveLength(2);
    const kids: string[] = [];
    for (let minute = 0; minute < 40; minute += 5) {
      await directory.app.get(SignAhead).run();
      await settle();
      const { jws } = await served('a');
      kids.push((await readStatement(jws, both)).kid);
      clock.advance(5 * MINUTE_MS);
    }
    expect([kids[0], kids.at(-1)]).toEqual(both.keys.map(({ kid }) => kid));
    await vault.stop();
  });
});
