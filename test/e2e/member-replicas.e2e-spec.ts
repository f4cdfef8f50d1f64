import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { Catalog } from '../../src/catalog/catalog.service.js';
import { DomainError } from '../../src/common/domain-error.js';
import { DEFAULT_SCOPE } from '../../src/manifest/scope.js';
import { ManifestStore } from '../../src/storage/manifest-store.js';
import { manifest } from '../support/example-manifest.js';
import type { RawRequest } from '../support/raw-client.js';
import { until } from '../support/redis-process.js';
import { ReplicaScene } from '../support/replica-scene.js';
import { describeWithServices } from '../support/services.js';
import { SigningMember } from '../support/signing-member.js';
import type { TestApp } from '../support/test-app.js';

const AUTHORITY = '127.0.0.1';

describeWithServices('Member keys at two replicas', ['mongodb', 'redis'], (urls) => {
  let scene: ReplicaScene;
  let one: TestApp;
  let two: TestApp;
  let member: SigningMember;

  beforeEach(async () => {
    scene = new ReplicaScene(urls);
    [one, two] = [await scene.start(), await scene.start()];
    member = SigningMember.ed25519(() => one.clock.now());
  });

  afterEach(() => scene.end());

  async function status(
    replica: TestApp,
    { path, headers = {}, body }: RawRequest,
  ): Promise<number> {
    const request = replica.http.post(path);
    for (const [name, value] of Object.entries(headers)) void request.set(name, String(value));
    return (await request.send(body)).status;
  }

  function signed(path: string, body: object): RawRequest {
    const request = { method: 'POST', path, body: JSON.stringify(body) };
    return member.sign(request, { authority: AUTHORITY });
  }

  /** From now on a replica stores what it is to store, and then something else happens than that it hears of it. */
  function afterCommit(replica: TestApp, happens: () => Promise<never>): void {
    const store = replica.app.get(ManifestStore);
    const commit = store.commit.bind(store);
    store.commit = async (change) => {
      await commit(change);
      return happens();
    };
  }

  const answerIsLost = (): Promise<never> =>
    Promise.reject(new DomainError('STORAGE_UNAVAILABLE', 'The answer of the storage was lost.'));

  const version = (replica: TestApp): string | undefined =>
    replica.app.get(Catalog).of(DEFAULT_SCOPE).record('a')?.version;

  it('should answer at one replica what the other one has stored when it died', async () => {
    const draft = manifest('a', { member_key: member.key });
    expect(await status(one, signed('/servers/register', draft))).toBe(201);
    afterCommit(one, () => new Promise<never>(() => undefined));
    const update = signed('/servers/register', { ...draft, version: '2' });
    const unanswered = status(one, update).catch(() => 0);
    await until('it is stored', () => version(two) === '2');
    expect(await status(two, update)).toBe(200);
    expect(version(two)).toBe('2');
    expect(await status(two, update)).toBe(401);
    await one.stop();
    expect(await unanswered).toBe(0);
  });

  it('should not carry out again what was stored and then changed', async () => {
    const draft = manifest('a', { member_key: member.key });
    expect(await status(one, signed('/servers/register', draft))).toBe(201);
    afterCommit(one, answerIsLost);
    const update = signed('/servers/register', { ...draft, version: '2' });
    expect(await status(one, update)).toBe(503);
    expect(await status(two, signed('/servers/register', { ...draft, version: '3' }))).toBe(200);
    expect([await status(two, update), await status(one, update)]).toEqual([401, 401]);
    expect(version(two)).toBe('3');
  });

  it('should hold the pin and take each nonce once, wherever a request comes', async () => {
    const registration = signed('/servers/register', manifest('a', { member_key: member.key }));
    expect(await status(one, registration)).toBe(201);
    expect(await status(two, registration)).toBe(401);
    // The other replica asks the store for what it has not heard of.
    expect(await status(two, signed('/servers/heartbeat', { id: 'a' }))).toBe(200);
    const beat = signed('/servers/heartbeat', { id: 'a' });
    expect(await status(two, beat)).toBe(200);
    expect([await status(one, beat), await status(two, beat)]).toEqual([401, 401]);
    await until('the other replica knows the pin', () => {
      return two.app.get(Catalog).of(DEFAULT_SCOPE).record('a')?.memberKey?.x === member.key.x;
    });
    const unsigned = { method: 'POST', path: '/servers/heartbeat', body: '{"id":"a"}' };
    const headers = { 'Content-Type': 'application/json' };
    expect(await status(two, { ...unsigned, headers })).toBe(401);
  });
});
