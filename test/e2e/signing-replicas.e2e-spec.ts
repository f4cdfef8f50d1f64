import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { FlattenedJWS, JSONWebKeySet } from 'jose';
import { SigningKeys } from '../../src/signing/keys/signing-keys.service.js';
import { SharedSettings } from '../../src/storage/shared-settings.service.js';
import { manifest } from '../support/example-manifest.js';
import { ReplicaScene } from '../support/replica-scene.js';
import { describeWithServices } from '../support/services.js';
import { readStatement } from '../support/statement-reader.js';
import { DIRECTORY, type TestApp } from '../support/test-app.js';

const MINUTE_MS = 60_000;
const SERVERS = 20;

interface Listed {
  readonly id: string;
  readonly directory: { readonly jws: FlattenedJWS };
}

describeWithServices('Replicas that sign', ['mongodb', 'redis'], (urls) => {
  let scene: ReplicaScene;
  let replicas: [TestApp, TestApp];

  beforeEach(async () => {
    scene = new ReplicaScene(urls, '2026-11-22T12:00:30.000Z');
    // At once, so that both find no key.
    replicas = await Promise.all([scene.start(), scene.start()]);
    const servers = Array.from({ length: SERVERS }, (_, index) =>
      manifest(`s${index}`, { heartbeat_interval_seconds: 0 }),
    );
    await replicas[0].http.post('/servers/batch/register').send({ servers }).expect(200);
  });

  afterEach(() => scene.end());

  const keySet = async (replica: TestApp): Promise<JSONWebKeySet> =>
    (await replica.http.get('/.well-known/jwks.json').expect(200)).body as JSONWebKeySet;

  const list = async (replica: TestApp): Promise<readonly Listed[]> => {
    const response = await replica.http.get(`${DIRECTORY}/servers?limit=500`).expect(200);
    return (response.body as { servers: Listed[] }).servers;
  };

  const hear = (replica: TestApp): Promise<void> => replica.app.get(SharedSettings).refresh();

  /** As their feeds and polls do within a second. */
  async function inStep(): Promise<void> {
    for (const replica of replicas) await hear(replica);
    const [first, second] = replicas;
    while ((await list(second)).length < SERVERS) await first.http.get('/health');
  }

  it('should have one first key, and serve the same bytes under the same tags', async () => {
    await inStep();
    const [first, second] = await Promise.all(replicas.map((one) => keySet(one)));
    expect(first?.keys).toHaveLength(1);
    expect(second).toEqual(first);
    for (const path of ['/servers', '/servers/s3?format=jws', '/search?q=server']) {
      const answers = await Promise.all(replicas.map((one) => one.http.get(DIRECTORY + path)));
      expect(answers[1]?.text).toBe(answers[0]?.text);
      expect(answers[1]?.headers['etag']).toBe(answers[0]?.headers['etag']);
    }
  });

  it('should all leave a revoked key as soon as they hear of it', async () => {
    await inStep();
    const [first, second] = replicas;
    const kid = (await keySet(first)).keys[0]?.kid ?? '';
    await first.http.post(`/signing/keys/${kid}/revoke`).send({ reason: 'stolen' }).expect(200);
    await hear(second);
    // The first read of the new key may find it not open yet; it says so instead of using the old one.
    await second.http.get(`${DIRECTORY}/servers/s0`);
    await second.app.get(SigningKeys).tend();
    const keys = await keySet(second);
    expect(keys.keys.map((key) => key.kid)).not.toContain(kid);
    for (const { directory } of await list(second)) {
      expect((await readStatement(directory.jws, keys)).kid).toBe(keys.keys[0]?.kid);
    }
    expect(await list(second)).toEqual(await list(first));
  });

  it('should rotate under load: whatever is read holds by a key set of up to 10 minutes ago', async () => {
    await inStep();
    const kept: { readonly at: number; readonly keys: JSONWebKeySet }[] = [];
    const signers = new Set<string>();
    let read = 0;
    let isOver = false;
    const reader = async (replica: TestApp): Promise<void> => {
      while (!isOver) {
        const asked = scene.clock.now();
        const entries = await list(replica);
        const old = kept.filter(({ at }) => asked - at <= 10 * MINUTE_MS);
        for (const { id, directory } of entries.slice(read % SERVERS, (read % SERVERS) + 4)) {
          for (const { keys } of [old[0], old.at(-1)].filter((one) => one !== undefined)) {
            const { claims, kid } = await readStatement(directory.jws, keys);
            expect(claims.sub).toBe(id);
            expect(claims.exp * 1_000).toBeGreaterThan(asked);
            signers.add(kid);
          }
        }
        read += 1;
      }
    };
    kept.push({ at: scene.clock.now(), keys: await keySet(replicas[1]) });
    const readers = [...replicas, ...replicas].map((replica) => reader(replica));
    try {
      for (let minute = 0; minute < 130; minute += 1) {
        scene.clock.advance(MINUTE_MS);
        const [one, other] = minute % 2 === 0 ? replicas : replicas.toReversed();
        if (minute % 40 === 5) await one?.http.post('/signing/keys/rotate').expect(200);
        await one?.app.get(SigningKeys).tend();
        await hear(other ?? replicas[0]);
        if (minute % 3 === 0) kept.push({ at: scene.clock.now(), keys: await keySet(replicas[1]) });
      }
    } finally {
      isOver = true;
    }
    await Promise.all(readers);
    expect(signers.size).toBe(4);
    expect(read).toBeGreaterThan(100);
  });
});
