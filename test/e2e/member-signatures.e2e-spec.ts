import { sign } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { httpbis } from 'http-message-signatures';
import { manifest } from '../support/example-manifest.js';
import { ED25519_PRIVATE } from '../support/member-keys.js';
import { problemOf } from '../support/problem.js';
import type { RawRequest } from '../support/raw-client.js';
import { SignedDirectory, verdict } from '../support/signed-directory.js';
import { SIGNED_VECTORS } from '../support/signed-requests.js';
import { sha256, type SigningMember } from '../support/signing-member.js';
import { DIRECTORY } from '../support/test-app.js';

/** Headers that no signature holds with. */
const BAD_HEADERS = {
  'signature-input': [
    '',
    ' ',
    ',',
    'sig',
    'sig=',
    'sig=()',
    'sig=("@method"',
    'sig="a"',
    'sig=1',
    'SIG=()',
    '((((((((',
    'sig=("@method" "@authority" "@path" "content-digest");created=99999999999999999',
    'sig=("@method" "@authority" "@path" "content-digest");created=@1795348800;nonce="n"',
    'sig=("@method" "@authority" "@path" "content-digest");created=%"1";nonce=%"%c3%bc"',
    'sig=("\\"");created=1',
    'sig=("é")',
    'sig=("@method";__proto__=1)',
    '__proto__=("@method")',
    `sig=(${'"a" '.repeat(3_000)})`,
    Array.from({ length: 500 }, (_, index) => `s${index}=()`).join(', '),
  ],
  signature: [
    '',
    'sig',
    'sig=::',
    'sig=:A:',
    'sig=:AAAA',
    'sig=:\u00e9:',
    'sig="x"',
    'a=:AAAA:',
    ',',
  ],
  'content-digest': [
    '',
    'sha-256',
    'sha-256=::',
    'sha-256=:AAAA:',
    'sha-256="x"',
    'md5=:AAAA:',
    '(',
  ],
} as const;

const ROWS = Object.entries(BAD_HEADERS).flatMap(([name, values]) =>
  values.map((value) => [name, value] as const),
);

describe('Signed requests', () => {
  let scene: SignedDirectory;
  let member: SigningMember;
  let before: unknown;

  beforeAll(async () => {
    scene = await SignedDirectory.start();
    member = scene.ed25519;
    const { status } = await scene.register(member, manifest('a', { member_key: member.key }));
    expect(status).toBe(201);
  });

  beforeEach(async () => {
    before = await state();
  });

  afterAll(() => scene.end());

  async function state(): Promise<unknown[]> {
    const answers = await Promise.all(
      [`${DIRECTORY}/servers/a`, '/servers/a/history'].map((path) => scene.client.get(path)),
    );
    return answers.map(({ json }) => json);
  }

  function signed(request: RawRequest): RawRequest {
    return member.sign(request, { authority: scene.authority });
  }

  describe.each([
    ['register', 'POST', '/servers/register', manifest('a', { version: '2' })],
    ['heartbeat', 'POST', '/servers/heartbeat', { id: 'a', status: 'draining' }],
  ])('%s', (_name, method, path, body) => {
    it.each(ROWS)('should refuse %s: %s', async (name, value) => {
      const good = signed(scene.request(method, path, body));
      const answer = await scene.client.send({
        ...good,
        headers: { ...good.headers, [name]: value },
      });
      const { code } = problemOf(answer);
      expect(code).toBe('MEMBER_SIGNATURE_INVALID');
      expect(answer.headers['www-authenticate']).toBe('Signature');
      expect(await state()).toEqual(before);
    });

    it('should refuse it when a header is missing', async () => {
      const good = signed(scene.request(method, path, body));
      for (const name of Object.keys(BAD_HEADERS)) {
        const headers = { ...good.headers } as Record<string, string>;
        Reflect.deleteProperty(headers, name);
        const answer = await scene.client.send({ ...good, headers });
        expect(problemOf(answer).status).toBe(401);
      }
      expect(await state()).toEqual(before);
    });
  });

  it.each([
    ['another body', (good: RawRequest) => ({ ...good, body: '{"id":"a","status":"degraded"}' })],
    [
      'another spelling of the path',
      (good: RawRequest) => ({ ...good, path: '/servers/HEARTBEAT' }),
    ],
    ['a slash more', (good: RawRequest) => ({ ...good, path: '/servers/heartbeat/' })],
    [
      'another host',
      (good: RawRequest) => ({ ...good, headers: { ...good.headers, host: 'evil.example' } }),
    ],
    [
      'the whole URL',
      (good: RawRequest) => ({ ...good, path: `http://${scene.authority}${good.path}` }),
    ],
  ])('should refuse %s than was signed', async (_name, change) => {
    const beat = scene.request('POST', '/servers/heartbeat', { id: 'a', status: 'draining' });
    const answer = await scene.client.send(change(signed(beat)));
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(await state()).toEqual(before);
  });

  it.each(['other-directory.example', 'localhost.other-directory.example', '10.0.0.1:9405'])(
    'should refuse what was signed for the directory %s',
    async (authority) => {
      for (const request of [
        scene.request('DELETE', '/servers/a'),
        scene.request('POST', '/servers/register', manifest('a', { version: '6.6.6' })),
        scene.request('POST', '/servers/heartbeat', { id: 'a', status: 'draining' }),
      ]) {
        const answer = await scene.client.send(member.sign(request, { authority }));
        expect([401, 421]).toContain(problemOf(answer).status);
      }
      expect(await state()).toEqual(before);
    },
  );

  it('should refuse what the member has signed for another purpose', async () => {
    const answer = await scene.beat(member, 'a', { tag: 'web-bot-auth' });
    expect(verdict(answer)).toBe(
      '401 MEMBER_SIGNATURE_INVALID The signature does not hold: the parameter tag is not "omega-directory".',
    );
  });

  it('should take the known answers at their time', async () => {
    const [, ...requests] = SIGNED_VECTORS;
    for (const { request } of requests) {
      const { method, target, headers, body } = request;
      const answer = await scene.client.send({
        method,
        path: target,
        headers: Object.fromEntries(headers),
        ...(body !== undefined && { body }),
      });
      expect(verdict(answer)).toBe(target === '/servers/register' ? '201' : '200');
    }
  });

  it('should take what an independent library signs', async () => {
    const body = JSON.stringify({ id: 'a' });
    const signedByLibrary = await httpbis.signMessage(
      {
        key: {
          id: member.keyid,
          alg: 'ed25519',
          sign: (data: Buffer) => Promise.resolve(sign(null, data, ED25519_PRIVATE)),
        },
        fields: ['@method', '@authority', '@path', 'content-digest'],
        params: ['created', 'nonce', 'keyid', 'alg', 'tag'],
        paramValues: {
          created: new Date(member.now()),
          nonce: 'library-1',
          tag: 'omega-directory',
        },
      },
      {
        method: 'POST',
        url: `http://${scene.authority}/servers/heartbeat`,
        headers: { 'Content-Type': 'application/json', 'Content-Digest': sha256(body) },
      },
    );
    const answer = await scene.client.send({
      method: 'POST',
      path: '/servers/heartbeat',
      headers: signedByLibrary.headers,
      body,
    });
    expect(verdict(answer)).toBe('200');
  });
});
