import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DirectoryProcess } from '../support/directory-process.js';
import { manifest } from '../support/example-manifest.js';
import { SseReader } from '../support/sse-reader.js';
import { tempDir } from '../support/temp-dir.js';
import { DIRECTORY } from '../support/test-app.js';

describe('The program', () => {
  let data: Awaited<ReturnType<typeof tempDir>>;
  const running: DirectoryProcess[] = [];

  beforeEach(async () => {
    data = await tempDir();
  });

  afterEach(async () => {
    for (const directory of running.splice(0)) await directory.end();
    await data.remove();
  });

  async function start(env: Record<string, string> = {}): Promise<DirectoryProcess> {
    const directory = await DirectoryProcess.start(data.path, env);
    running.push(directory);
    return directory;
  }

  const register = (url: string, id: string) =>
    fetch(`${url}/servers/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(manifest(id)),
    });

  it('should refuse a second process on the same data, and leave the first one alone', async () => {
    const first = await start();
    await expect(DirectoryProcess.start(data.path)).rejects.toThrow(
      /ended with code 1:\n.*is in use by another running directory: stop it first/,
    );
    expect((await register(first.url, 'a')).status).toBe(201);
  });

  it('should start at once on the data of a killed process', async () => {
    const first = await start();
    expect((await register(first.url, 'a')).status).toBe(201);
    first.kill('SIGKILL');
    await first.exited;
    const second = await start();
    expect((await fetch(`${second.url}${DIRECTORY}/servers/a`)).status).toBe(200);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'should finish what is in flight on %s and exit 0',
    async (signal) => {
      const directory = await start();
      const ids = Array.from({ length: 200 }, (_, index) => `s${index}`);
      const answers = ids.map((id) =>
        register(directory.url, id).then(
          ({ status }) => status,
          () => 0,
        ),
      );
      await Promise.race(answers);
      directory.kill(signal);
      const statuses = await Promise.all(answers);
      expect(await directory.exited).toEqual({ code: 0, signal: null });
      const again = await start();
      for (const [index, id] of ids.entries()) {
        if (statuses[index] !== 201) continue;
        expect((await fetch(`${again.url}${DIRECTORY}/servers/${id}`)).status).toBe(200);
      }
      expect(statuses).toContain(201);
    },
  );

  it('should end waiting readers on SIGTERM and not wait for idle connections', async () => {
    const directory = await start();
    const path = `${directory.url}${DIRECTORY}/servers`;
    const etag = (await fetch(path)).headers.get('etag') ?? '';
    const waiting = fetch(`${path}?wait=60`, { headers: { 'If-None-Match': etag } });
    await fetch(`${directory.url}/health/live`);
    directory.kill('SIGTERM');
    expect((await waiting).status).toBe(304);
    expect(await directory.exited).toEqual({ code: 0, signal: null });
  });

  it('should end event streams on SIGTERM, and tell them when to come back', async () => {
    const directory = await start();
    const reader = await SseReader.open(`${directory.url}${DIRECTORY}/events`);
    expect((await reader.next()).event).toBe('ready');
    const began = performance.now();
    directory.kill('SIGTERM');
    await reader.ended;
    expect(await directory.exited).toEqual({ code: 0, signal: null });
    expect(performance.now() - began).toBeLessThan(3_000);
    expect(reader.retryMs).toBeGreaterThanOrEqual(1_000);
    expect(reader.retryMs).toBeLessThanOrEqual(3_000);
  });

  it('should cut requests that never end, and still exit 0 within 10 s', async () => {
    const directory = await start();
    const { hostname, port } = new URL(directory.url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    socket.on('error', () => undefined);
    socket.write(
      'POST /servers/register HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n',
    );
    socket.write('Content-Length: 100\r\n\r\n{"id":');
    await fetch(`${directory.url}/health/live`);
    const asked = performance.now();
    directory.kill('SIGTERM');
    expect(await directory.exited).toEqual({ code: 0, signal: null });
    expect(performance.now() - asked).toBeLessThan(10_000);
    socket.destroy();
  });

  it('should say everything that is wrong with its configuration', async () => {
    await expect(
      DirectoryProcess.start(data.path, { PORT: 'x', LOG_LEVEL: 'loud', NODE_ENV: 'production' }),
    ).rejects.toThrow(
      /ended with code 1:\n.*configuration is not valid:\n.*PORT must be[^\n]*\n.*LOG_LEVEL must be[^\n]*\n.*FED_DIR_SIGNING_SECRET[^\n]*\n.*SIGNING_KEK/,
    );
  });

  it('should say that its port is taken', async () => {
    const first = await start();
    const other = await tempDir();
    const { port } = new URL(first.url);
    await expect(DirectoryProcess.start(other.path, { PORT: port })).rejects.toThrow(
      /ended with code 1:\n.*EADDRINUSE/,
    );
    await other.remove();
  });

  it('should write one JSON object a line, without secrets', async () => {
    const secret = 'a-very-secret-value-of-40-characters-xyz';
    const directory = await start({ FED_DIR_SIGNING_SECRET: secret, LOG_LEVEL: 'trace' });
    await register(directory.url, 'a');
    await fetch(`${directory.url}${DIRECTORY}/servers`, {
      headers: { authorization: 'Bearer x-y-z' },
    });
    directory.kill('SIGTERM');
    await directory.exited;
    const lines = directory.output.map(
      (line) => JSON.parse(line) as { level: string; msg: string },
    );
    expect(lines.map(({ msg }) => msg)).toContain('a registered: healthy');
    expect(directory.output.join('\n')).not.toContain(secret);
    expect(directory.output.join('\n')).not.toContain('x-y-z');
  });
});
