import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { json } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../../../test/support/manual-clock.js';
import { importCommand } from './import-command.js';

const LIST = 'test/data/registry-list.json';

interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(args: readonly string[], env: Record<string, string> = {}): Promise<Run> {
  const stdout = new PassThrough({ encoding: 'utf8' });
  const stderr = new PassThrough({ encoding: 'utf8' });
  const wait = (): Promise<void> => Promise.resolve();
  const code = await importCommand(args, { env, stdout, stderr, clock: new ManualClock(), wait });
  return { code, stdout: String(stdout.read() ?? ''), stderr: String(stderr.read() ?? '') };
}

describe(importCommand.name, () => {
  let server: Server | undefined;

  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });

  it('should print help, however the environment is set', async () => {
    const { code, stdout, stderr } = await run(['--help'], { PORT: 'wrong' });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^Usage: npm run import -- \[options\] <file or URL>\n/);
  });

  it.each([
    ['test/data/no-such-list.json', 1, /cannot be read \(no such file or directory\)/],
    ['package.json', 1, /is not a list/],
    ['LICENSE', 1, /is not JSON/],
    ['http://127.0.0.1:9/', 1, /cannot be reached/],
    ['--no-such-option', 2, /Usage: npm run import/],
  ])('should say what is wrong with %s', async (source, code, message) => {
    expect(await run([source])).toEqual({
      code,
      stdout: '',
      stderr: expect.stringMatching(message) as unknown,
    });
  });

  it('should say that the directory is set wrongly', async () => {
    const { code, stderr } = await run([LIST], { DIRECTORY_URL: 'nowhere' });
    expect(code).toBe(2);
    expect(stderr).toContain('DIRECTORY_URL must be an http or https URL');
  });

  it('should say how far it came when the directory goes away', async () => {
    let requests = 0;
    server = createServer((request, response) => {
      if (request.method === 'GET') {
        response.writeHead(404).end('{"code":"SERVER_NOT_FOUND"}');
        return;
      }
      requests += 1;
      if (requests > 1) response.writeHead(500).end();
      else {
        void json(request).then((body) => {
          const { servers } = body as { servers: unknown[] };
          const results = servers.map(() => ({ status: 201, answer: { outcome: 'registered' } }));
          response.end(JSON.stringify({ results }));
        });
      }
    });
    await new Promise<void>((listening) => server?.listen(0, '127.0.0.1', listening));
    const { port } = server.address() as AddressInfo;
    const remotes = [{ type: 'sse', url: 'https://a.example.com' }];
    const servers = [...Array(150).keys()].map((index) => ({
      server: { name: `com.example/s${index}`, version: '1', remotes },
    }));
    const lists = createServer((_request, response) => {
      response.end(JSON.stringify({ servers }));
    });
    await new Promise<void>((listening) => lists.listen(0, '127.0.0.1', listening));
    const source = `http://127.0.0.1:${(lists.address() as AddressInfo).port}/`;
    const { code, stdout, stderr } = await run([source], { PORT: String(port) });
    lists.close();
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^Sent 100 of 150 servers\nThe directory at .* answers 500/);
    expect(stderr).toContain('It stopped after 100 of 150 servers; what was registered stays.');
  });

  it('should say what was done when the directory goes away while servers are removed', async () => {
    const source = JSON.stringify({ servers: [{ server: { name: 'a.b/c', version: '1' } }] });
    const lists = createServer((_request, response) => response.end(source));
    server = createServer((_request, response) => response.writeHead(500).end());
    for (const each of [server, lists]) {
      await new Promise<void>((listening) => each.listen(0, '127.0.0.1', listening));
    }
    const [port, listPort] = [server, lists].map((each) => (each.address() as AddressInfo).port);
    const url = `http://127.0.0.1:${listPort}/`;
    const { code, stdout, stderr } = await run([url, '--prune'], { PORT: String(port) });
    lists.close();
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/answers 500 .* The list was registered before that; removals may be/);
  });
});
