import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ManifestDraft } from '../../../manifest/manifest.js';
import { DirectoryClient, type ConditionalManifest } from './directory-client.js';

interface Answer {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body: unknown;
}

const REGISTERED = { status: 201, answer: { outcome: 'registered' } };
const REFUSED = { status: 400, problem: { errors: [{ path: 'version', message: 'is wrong' }] } };
const OVERLOADED = { status: 503, problem: { code: 'OVERLOADED', detail: 'Later.' } };

function manifest(id: string): ConditionalManifest {
  const endpoints = { mcp: 'http://a.example.com' };
  return { id, display_name: id, version: '1', endpoints, if_none_match: '*' };
}

describe(DirectoryClient.name, () => {
  let server: Server;
  let answers: Answer[];
  let asked: { path: string | undefined; ids: string[] }[];
  let waited: number[];
  let client: DirectoryClient;

  beforeEach(async () => {
    answers = [];
    asked = [];
    waited = [];
    server = createServer((request, response) => {
      void json(request).then((body) => {
        const { servers } = body as { servers: ManifestDraft[] };
        asked.push({ path: request.url, ids: servers.map(({ id }) => id) });
        const { status, headers, body: text } = answers.shift() ?? { status: 500, body: {} };
        response.writeHead(status, headers).end(JSON.stringify(text));
      });
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/base`;
    client = new DirectoryClient(url, (ms) => {
      waited.push(ms);
      return Promise.resolve();
    });
  });

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  it('should hand over outcomes and refusals in order', async () => {
    answers = [{ status: 200, body: { results: [REFUSED, REGISTERED] } }];
    expect(await client.register([manifest('a'), manifest('b')])).toEqual([
      { status: 400, reason: 'version is wrong' },
      { status: 201, outcome: 'registered' },
    ]);
    expect(asked).toEqual([{ path: '/base/servers/batch/register', ids: ['a', 'b'] }]);
  });

  it('should wait as told and repeat when the directory asks for it', async () => {
    answers = [
      { status: 503, headers: { 'retry-after': '2' }, body: { code: 'NOT_READY' } },
      { status: 200, body: { results: [REGISTERED] } },
    ];
    expect(await client.register([manifest('a')])).toMatchObject([{ outcome: 'registered' }]);
    expect(waited).toEqual([2_000]);
  });

  it('should repeat only the items that were not stored', async () => {
    answers = [
      { status: 200, body: { results: [REGISTERED, OVERLOADED, REFUSED, OVERLOADED] } },
      { status: 200, body: { results: [OVERLOADED, REGISTERED] } },
      { status: 200, body: { results: [REGISTERED] } },
    ];
    const results = await client.register(['a', 'b', 'c', 'd'].map(manifest));
    expect(results.map(({ status }) => status)).toEqual([201, 201, 400, 201]);
    expect(asked.map(({ ids }) => ids)).toEqual([['a', 'b', 'c', 'd'], ['b', 'd'], ['b']]);
    expect(waited).toEqual([500, 1_000]);
  });

  it('should give up when items are never stored', async () => {
    answers = Array.from({ length: 5 }, () => ({ status: 200, body: { results: [OVERLOADED] } }));
    await expect(client.register([manifest('a')])).rejects.toThrow(
      /could not store 1 server \(OVERLOADED: Later\.\)/,
    );
    expect(asked).toHaveLength(5);
  });

  it.each([
    [
      { status: 500, body: { code: 'INTERNAL_ERROR', detail: 'Oh.' } },
      /answers 500 \(INTERNAL_ERROR: Oh\.\)/,
    ],
    [{ status: 401, body: { detail: 'Who are you?' } }, /answers 401 \(Who are you\?\)/],
    [
      { status: 200, body: { results: [{ status: 500, problem: { detail: 'Oh.' } }] } },
      /failed \(Oh\.\)/,
    ],
    [{ status: 404, body: { detail: 'No route.' } }, /is not this directory/],
    [{ status: 307, headers: { location: '/elsewhere' }, body: {} }, /is not this directory/],
    [{ status: 200, body: { results: [] } }, /is not this directory/],
  ])('should stop at %j', async (answer, message) => {
    answers = [answer];
    await expect(client.register([manifest('a')])).rejects.toThrow(message);
    expect(asked).toHaveLength(1);
  });

  it('should say what to do when nobody listens', async () => {
    server.close();
    await expect(client.register([manifest('a')])).rejects.toThrow(
      /cannot be reached \(connection refused\)\. Start it with "npm start"/,
    );
  });
});
