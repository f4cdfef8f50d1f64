import type { RequestListener } from 'node:http';
import { afterEach, expect, it } from '@jest/globals';
import { manifest } from '../support/example-manifest.js';
import { describeFront, FrontScene } from '../support/front-scene.js';
import { SigningMember } from '../support/signing-member.js';
import { DIRECTORY, startTestApp } from '../support/test-app.js';

const MIB = 1_048_576;

const busy: RequestListener = (_request, response) => {
  response.writeHead(503).end('busy');
};

describeFront('The front', () => {
  const scene = new FrontScene();

  afterEach(() => scene.end());

  const text = async (url: string, init?: RequestInit) => (await fetch(url, init)).text();
  const post = { method: 'POST', body: '{}' };

  it.each([
    ['GET', '/servers/status'],
    ['POST', '/servers/register'],
    ['DELETE', '/servers/%61.b'],
    ['GET', `${DIRECTORY}/servers?tag=a&tag=b%2Cc`],
    ['GET', `${DIRECTORY}/events`],
    ['POST', '/mcp'],
    ['GET', '/health/ready'],
    ['GET', '/.well-known/jwks.json'],
  ])('should send %s %s to the directory as it is', async (method, path) => {
    const url = await scene.front([await scene.standIn('directory')], {
      federationCore: (await scene.standIn('core')).url,
    });
    expect(await text(`${url}${path}`, { method })).toBe(`directory ${method} ${path}`);
  });

  it.each(['/mcp/tools', '/mcp/tools/', '/mcp/tools/x/y?z=%2F'])(
    'should send %s to the Federation Core',
    async (path) => {
      const core = await scene.standIn('core');
      const url = await scene.front([await scene.standIn('directory')], {
        federationCore: core.url,
      });
      expect(await text(`${url}${path}`, post)).toBe(`core POST ${path}`);
    },
  );

  it.each(['host:port', 'URL/'])('should know the Federation Core by %s too', async (form) => {
    const core = await scene.standIn('core');
    const upstream = form === 'URL/' ? `${core.url}/` : new URL(core.url).host;
    const url = await scene.front([await scene.standIn('directory')], { federationCore: upstream });
    expect(await text(`${url}/mcp/tools/x`)).toBe('core GET /mcp/tools/x');
  });

  it('should leave /mcp/tools/ to the directory where no Federation Core is set', async () => {
    const url = await scene.front([await scene.standIn('directory')]);
    expect(await text(`${url}/mcp/tools/x`)).toBe('directory GET /mcp/tools/x');
  });

  it('should say 502 when the Federation Core is gone, and not mistake it for the directory', async () => {
    const core = await scene.standIn('core');
    const url = await scene.front([await scene.standIn('directory')], { federationCore: core.url });
    await core.end();
    expect((await fetch(`${url}/mcp/tools/x`)).status).toBe(502);
    expect((await fetch(`${url}/servers/status`)).status).toBe(200);
  });

  it('should share the requests out and keep its connections', async () => {
    const replicas = [await scene.standIn('a'), await scene.standIn('b')];
    const url = await scene.front(replicas);
    for (let count = 0; count < 20; count += 1) await text(`${url}/health`);
    expect(replicas.map(({ requests }) => requests.length)).toEqual([10, 10]);
    expect(replicas.map(({ connections }) => connections)).toEqual([1, 1]);
  });

  it('should lose no request when a replica goes, and none after both were away', async () => {
    const [first, second] = [await scene.standIn('a'), await scene.standIn('b')];
    const url = await scene.front([first, second]);
    await Promise.all(Array.from({ length: 8 }, () => text(`${url}/health`)));
    await first.end();
    for (let count = 0; count < 10; count += 1) {
      expect((await fetch(`${url}${DIRECTORY}/servers`)).status).toBe(200);
      expect((await fetch(`${url}/servers/heartbeat`, post)).status).toBe(200);
    }
    await second.end();
    const answer = await fetch(`${url}/health`, { headers: { 'X-Request-Id': 'mine' } });
    expect(answer.status).toBe(503);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.headers.get('retry-after')).toBe('1');
    expect(answer.headers.get('x-request-id')).toBe('mine');
    expect(await answer.json()).toMatchObject({ status: 503, code: 'NOT_READY' });
    await second.again();
    expect((await fetch(`${url}/health`)).status).toBe(200);
  });

  it('should take reads and writes of the directory to the other replica on 503', async () => {
    const loading = await scene.standIn('loading', busy);
    const url = await scene.front([loading, await scene.standIn('b')]);
    for (let count = 0; count < 10; count += 1) {
      expect((await fetch(`${url}${DIRECTORY}/servers`)).status).toBe(200);
      expect((await fetch(`${url}/servers/register`, post)).status).toBe(200);
    }
    expect(loading.requests.length).toBeGreaterThan(0);
  });

  it('should ask each replica once and pass its 503 on when both say so', async () => {
    const replicas = [await scene.standIn('a', busy), await scene.standIn('b', busy)];
    const url = await scene.front(replicas);
    expect(await text(`${url}/servers/register`, post)).toBe('busy');
    expect(replicas.map(({ requests }) => requests.length)).toEqual([1, 1]);
  });

  it('should not repeat a POST to /mcp, which is not the contract of the directory', async () => {
    const replicas = [await scene.standIn('a', busy), await scene.standIn('b', busy)];
    const url = await scene.front(replicas);
    expect((await fetch(`${url}/mcp`, post)).status).toBe(503);
    expect(replicas.flatMap(({ requests }) => requests)).toHaveLength(1);
  });

  it('should pass X-Request-Id on, or make one', async () => {
    const url = await scene.front([await scene.standIn('directory')]);
    const given = await fetch(`${url}/health`, { headers: { 'X-Request-Id': 'trace-1' } });
    expect(given.headers.get('x-request-id')).toBe('trace-1');
    const made = await fetch(`${url}/health`);
    expect(made.headers.get('x-request-id')).toMatch(/^[0-9a-f]{32}$/);
  });

  it('should leave signed requests as they were signed', async () => {
    const directory = await startTestApp({ listen: true });
    scene.add(directory);
    const url = await scene.front([{ url: await directory.app.getUrl() }]);
    const member = SigningMember.ed25519(() => directory.clock.now());
    const send = async (method: string, path: string, body?: object): Promise<number> => {
      const request = { method, path, ...(body !== undefined && { body: JSON.stringify(body) }) };
      const { headers = {} } = member.sign(request, { authority: new URL(url).host });
      const sent = { ...request, headers: headers as Record<string, string> };
      return (await fetch(`${url}${path}`, sent)).status;
    };
    const keyed = manifest('a', { member_key: member.key });
    expect(await send('POST', '/servers/register', keyed)).toBe(201);
    expect(await send('POST', '/servers/heartbeat', { id: 'a' })).toBe(200);
    expect(await send('DELETE', '/servers/a')).toBe(200);
  });

  it('should not pass on what a client says of earlier hops', async () => {
    const directory = await scene.standIn('directory');
    const url = await scene.front([directory]);
    await text(`${url}/health`, { headers: { 'X-Forwarded-For': '203.0.113.7' } });
    expect(directory.requests[0]?.headers['x-forwarded-for']).toBe('127.0.0.1');
  });

  it('should take a body of 8 MiB, and answer 413 over 9 MiB', async () => {
    const url = `${await scene.front([await scene.standIn('directory')])}/servers/batch/register`;
    const send = (size: number) => fetch(url, { method: 'POST', body: Buffer.alloc(size, ' ') });
    expect((await send(8 * MIB)).status).toBe(200);
    const refused = await send(9 * MIB + 1);
    expect(refused.status).toBe(413);
    expect(refused.headers.get('content-type')).toBe('application/problem+json');
    expect(await refused.json()).toMatchObject({ status: 413, code: 'PAYLOAD_TOO_LARGE' });
  });

  it.each([`${DIRECTORY}/events`, '/mcp', '/mcp/tools/x'])(
    'should pass an event on %s on while the stream goes on',
    async (path) => {
      const stream = await scene.standIn('stream', (_request, response) => {
        response.writeHead(200, { 'Content-Type': 'text/event-stream' });
        response.write('data: 1\n\n');
      });
      const url = await scene.front([stream], { federationCore: stream.url });
      const answer = await fetch(`${url}${path}`);
      const body = answer.body as ReadableStream<Uint8Array> | null;
      const reader = body?.getReader();
      const first = await reader?.read();
      expect(Buffer.from(first?.value ?? []).toString()).toBe('data: 1\n\n');
      await reader?.cancel();
    },
  );
});
