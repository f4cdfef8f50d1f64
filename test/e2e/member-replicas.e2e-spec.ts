import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { Catalog } from '../../src/catalog/catalog.service.js';
import { DEFAULT_SCOPE } from '../../src/manifest/scope.js';
import { manifest } from '../support/example-manifest.js';
import type { RawRequest } from '../support/raw-client.js';
import { until } from '../support/redis-process.js';
import { ReplicaScene } from '../support/replica-scene.js';
import { describeWithServices } from '../support/services.js';
import { SigningMember } from '../support/signing-member.js';
import type { TestApp } from '../support/test-app.js';

const AUTHORITY = 'directory.example';

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
