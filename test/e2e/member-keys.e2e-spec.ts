import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { RegistrySchedule } from '../../src/registry/registry-schedule.service.js';
import { manifest } from '../support/example-manifest.js';
import { OpenApi } from '../support/openapi.js';
import type { RawAnswer } from '../support/raw-client.js';
import { SignedDirectory, verdict } from '../support/signed-directory.js';
import type { SigningMember } from '../support/signing-member.js';
import { DIRECTORY } from '../support/test-app.js';

const DAY_MS = 86_400_000;

describe('Member keys', () => {
  let scene: SignedDirectory;
  let one: SigningMember;
  let two: SigningMember;

  beforeEach(async () => {
    scene = await SignedDirectory.start();
    ({ ed25519: one, p256: two } = scene);
  });

  afterEach(() => scene.end());

  const post = (path: string, body: object): Promise<RawAnswer> =>
    scene.client.send(scene.request('POST', path, body));
  const remove = (id: string) => scene.request('DELETE', `/servers/${id}`);
  const code = ({ json }: RawAnswer): unknown => (json as { code?: unknown }).code;

  async function pinned(): Promise<void> {
    const answer = await scene.register(one, manifest('a', { member_key: one.key }));
    expect(answer.status).toBe(201);
  }

  it('should let nobody else change, keep alive or remove what a key is pinned to', async () => {
    await pinned();
    const entry = await scene.client.get(`${DIRECTORY}/servers/a`);
    expect(entry.json).toMatchObject({ member_key: one.key });
    for (const answer of [
      await post('/servers/register', manifest('a', { version: '2' })),
      await post('/servers/register', manifest('a', { member_key: one.key })),
      await post('/servers/register', manifest('a', { member_key: two.key })),
      await post('/servers/heartbeat', { id: 'a' }),
      await scene.client.send(remove('a')),
    ]) {
      expect([answer.status, code(answer)]).toEqual([401, 'MEMBER_SIGNATURE_REQUIRED']);
    }
    for (const answer of [
      await scene.register(two, manifest('a', { member_key: two.key })),
      await scene.beat(two, 'a'),
      await scene.send(two, remove('a')),
    ]) {
      expect(verdict(answer)).toBe(
        `401 MEMBER_SIGNATURE_INVALID The signature does not hold: none has the keyid "${one.keyid}", the thumbprint (RFC 7638) of the member's key.`,
      );
    }
    expect((await scene.client.get(`${DIRECTORY}/servers/a`)).text).toBe(entry.text);
    expect((await scene.beat(one, 'a')).status).toBe(200);
    const update = await scene.register(one, manifest('a', { version: '2' }));
    expect([update.status, (update.json as { outcome: string }).outcome]).toEqual([200, 'updated']);
    expect((await scene.send(one, remove('a'))).status).toBe(200);
  });

  it('should say how to sign', async () => {
    await pinned();
    const beat = await post('/servers/heartbeat', { id: 'a' });
    expect(beat.headers['www-authenticate']).toBe('Signature');
    expect(beat.headers['accept-signature']).toMatch(
      /^sig=\("@method" "@authority" "@path" "content-digest"\);created;nonce="[0-9a-f-]{36}";tag="omega-directory"$/,
    );
    const gone = await scene.client.send(remove('a'));
    expect(gone.headers['accept-signature']).toMatch(/^sig=\("@method" "@authority" "@path"\);/);
    expect(verdict(gone)).toContain(one.keyid);
    const answer = await scene.directory.http.post('/servers/heartbeat').send({ id: 'a' });
    const openApi = await OpenApi.of(scene.directory);
    expect(openApi.faults('post', '/servers/heartbeat', answer)).toEqual([]);
  });

  it('should pin a first key only when it signed', async () => {
    const draft = manifest('a', { member_key: one.key });
    expect(code(await post('/servers/register', draft))).toBe('MEMBER_SIGNATURE_REQUIRED');
    expect(code(await scene.register(two, draft))).toBe('MEMBER_SIGNATURE_INVALID');
    expect((await scene.client.get('/servers/a/history')).status).toBe(404);
    await post('/servers/register', manifest('a'));
    expect(code(await post('/servers/register', draft))).toBe('MEMBER_SIGNATURE_REQUIRED');
    expect((await post('/servers/heartbeat', { id: 'a' })).status).toBe(200);
    expect((await scene.register(one, draft)).status).toBe(200);
    expect((await post('/servers/heartbeat', { id: 'a' })).status).toBe(401);
    expect(await scene.history('a')).toEqual([
      `updated updated pinned member key ${one.keyid}`,
      'registered registered -',
    ]);
  });

  it('should take another key from the old one, and forget none by leaving it out', async () => {
    await pinned();
    await scene.register(one, manifest('a', { version: '2' }));
    expect((await scene.beat(one, 'a')).status).toBe(200);
    const changed = await scene.register(one, manifest('a', { member_key: two.key }));
    expect(changed.status).toBe(200);
    expect((await scene.beat(one, 'a')).status).toBe(401);
    expect((await scene.beat(two, 'a')).status).toBe(200);
    expect((await scene.history('a'))[0]).toBe(`updated updated pinned member key ${two.keyid}`);
  });

  it('should keep the pin over removal, for as long as it takes', async () => {
    await pinned();
    await scene.send(one, remove('a'));
    scene.directory.clock.advance(40 * DAY_MS);
    await scene.directory.app.get(RegistrySchedule).purgeTombstones();
    expect((await scene.client.send(remove('a'))).status).toBe(404);
    expect((await post('/servers/heartbeat', { id: 'a' })).status).toBe(404);
    expect(code(await post('/servers/register', manifest('a')))).toBe('MEMBER_SIGNATURE_REQUIRED');
    expect((await scene.register(one, manifest('a'))).status).toBe(201);
    expect((await scene.beat(two, 'a')).status).toBe(401);
  });

  it('should let operators release a lost key, of a removed server too', async () => {
    await pinned();
    const released = await post('/servers/a/release-key', { reason: ' Lost, ticket 7 ' });
    expect(released.json).toMatchObject({ id: 'a', outcome: 'key_released', status: 'healthy' });
    expect((await post('/servers/heartbeat', { id: 'a' })).status).toBe(200);
    const again = await post('/servers/a/release-key', { reason: 'again' });
    expect(again.json).toMatchObject({ outcome: 'unchanged' });
    // The stored manifest still has the first key: sent again it pins it again, signed.
    expect((await scene.register(one, manifest('a', { member_key: one.key }))).status).toBe(200);
    expect((await post('/servers/heartbeat', { id: 'a' })).status).toBe(401);
    await scene.send(one, remove('a'));
    const freed = await post('/servers/a/release-key', { reason: 'x' });
    expect(freed.json).toMatchObject({ outcome: 'key_released', status: null });
    expect((await scene.register(two, manifest('a', { member_key: two.key }))).status).toBe(201);
    expect((await scene.history('a')).slice(-3)).toEqual([
      `updated updated pinned member key ${one.keyid}`,
      'updated operator_released_key Lost, ticket 7',
      `registered registered pinned member key ${one.keyid}`,
    ]);
    expect((await post('/servers/nobody/release-key', { reason: 'x' })).status).toBe(404);
    expect((await post('/servers/a/release-key', {})).status).toBe(400);
  });

  it('should take from a batch what its signatures cover, and refuse the rest item by item', async () => {
    await pinned();
    await scene.register(two, manifest('b', { member_key: two.key }));
    await post('/servers/register', manifest('c'));
    const beats = scene.request('POST', '/servers/batch/heartbeat', {
      heartbeats: ['a', 'b', 'c', 'a', 'nobody'].map((id) => ({ id })),
    });
    const statuses = ({ json }: RawAnswer): number[] =>
      (json as { results: { status: number }[] }).results.map(({ status }) => status);
    expect(statuses(await scene.client.send(beats))).toEqual([401, 401, 200, 401, 404]);
    expect(statuses(await scene.send(one, beats))).toEqual([200, 401, 200, 200, 404]);
    const both = one.sign(beats, { authority: scene.authority, label: 'one' });
    const signed = two.sign(both, { authority: scene.authority, label: 'two' });
    expect(statuses(await scene.client.send(signed))).toEqual([200, 200, 200, 200, 404]);
    expect(statuses(await scene.client.send(signed))).toEqual([401, 401, 200, 401, 404]);
    const registrations = scene.request('POST', '/servers/batch/register', {
      servers: [
        manifest('a', { version: '2' }),
        manifest('d', { member_key: one.key }),
        manifest('e', { member_key: two.key }),
        manifest('f'),
      ],
    });
    expect(statuses(await scene.send(one, registrations))).toEqual([200, 201, 401, 201]);
  });

  it('should take a nonce once, and none for a request that is refused for another reason', async () => {
    await pinned();
    const beat = scene.request('POST', '/servers/heartbeat', { id: 'a' });
    const signed = one.sign(beat, { authority: scene.authority });
    expect((await scene.client.send(signed)).status).toBe(200);
    expect(verdict(await scene.client.send(signed))).toBe(
      '401 MEMBER_SIGNATURE_INVALID The signature does not hold: its nonce was used before.',
    );
    const nonce = 'n-1';
    const other = scene.request('POST', '/servers/heartbeat', { id: 'a', digest: '0'.repeat(64) });
    expect((await scene.send(one, other, { nonce })).status).toBe(409);
    expect((await scene.beat(one, 'a', { nonce })).status).toBe(200);
    expect((await scene.beat(one, 'a', { nonce })).status).toBe(401);
    // The nonces of another key are its own.
    await scene.register(two, manifest('b', { member_key: two.key }));
    expect((await scene.beat(two, 'b', { nonce })).status).toBe(200);
  });

  it('should let unpinned ids be as they were, whatever signatures come with them', async () => {
    await post('/servers/register', manifest('c'));
    const beat = scene.request('POST', '/servers/heartbeat', { id: 'c' });
    const headers = {
      ...beat.headers,
      'Signature-Input': '((',
      Signature: ')',
      'Content-Digest': '?',
    };
    expect((await scene.client.send({ ...beat, headers })).status).toBe(200);
  });
});
