import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { readUrlList } from './read-url-list.js';

/** Answers by query string; a list of answers is given one after the other. */
type Pages = Record<string, { status?: number; retryAfter?: string; body: unknown }[]>;

describe(readUrlList.name, () => {
  let server: Server | undefined;
  const asked: string[] = [];
  const waited: number[] = [];

  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
    asked.length = 0;
    waited.length = 0;
  });

  async function serve(pages: Pages): Promise<string> {
    server = createServer((request, response) => {
      const { search } = new URL(request.url ?? '', 'http://localhost');
      asked.push(search);
      const answers = pages[search] ?? [];
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      if (answer?.retryAfter !== undefined) response.setHeader('Retry-After', answer.retryAfter);
      response.statusCode = answer?.status ?? (answer === undefined ? 404 : 200);
      const body = answer?.body ?? { title: 'not found' };
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    });
    await new Promise<void>((listening) => server?.listen(0, '127.0.0.1', listening));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/v0.1/servers`;
  }

  function read(url: string, onPage = (): void => undefined): Promise<unknown[]> {
    return readUrlList(url, {
      onPage,
      wait: (ms) => {
        waited.push(ms);
        return Promise.resolve();
      },
    });
  }

  it('should follow the cursor and keep the query', async () => {
    const url = await serve({
      '?limit=2': [{ body: { servers: [1, 2], metadata: { nextCursor: 'a/b:1&c' } } }],
      '?limit=2&cursor=a%2Fb%3A1%26c': [
        { body: { servers: [3, 4], metadata: { nextCursor: 'd' } } },
      ],
      '?limit=2&cursor=d': [{ body: { servers: [5], metadata: { count: 1 } } }],
    });
    const pages: number[][] = [];
    const entries = await readUrlList(`${url}?limit=2`, {
      wait: () => Promise.resolve(),
      onPage: (page, count) => pages.push([page, count]),
    });
    expect(entries).toEqual([1, 2, 3, 4, 5]);
    expect(pages).toEqual([
      [1, 2],
      [2, 4],
      [3, 5],
    ]);
  });

  it('should follow the cursor in its older spelling too', async () => {
    const url = await serve({
      '': [{ body: { servers: [1], metadata: { next_cursor: 'a' } } }],
      '?cursor=a': [{ body: { servers: [2], metadata: { next_cursor: null } } }],
    });
    expect(await read(url)).toEqual([1, 2]);
  });

  it.each([null, '', undefined])('should end at the cursor %j', async (nextCursor) => {
    const url = await serve({ '': [{ body: { servers: [1], metadata: { nextCursor } } }] });
    expect(await read(url)).toEqual([1]);
  });

  it('should wait where it is told to', async () => {
    const url = await serve({
      '': [
        { status: 429, body: 'slow down' },
        { status: 503, retryAfter: '7', body: '' },
        { status: 503, retryAfter: '3600', body: '' },
        { body: { servers: [] } },
      ],
    });
    expect(await read(url)).toEqual([]);
    expect(waited).toEqual([500, 7_000, 30_000]);
  });

  it('should give up after a few tries', async () => {
    const url = await serve({ '': [{ status: 503, body: { detail: 'Later.' } }] });
    await expect(read(url)).rejects.toThrow(/answers 503 \(Later\.\)/);
    expect(asked).toHaveLength(5);
  });

  it('should not follow a cursor in circles', async () => {
    const page = [{ body: { servers: [1], metadata: { nextCursor: 'a' } } }];
    const url = await serve({ '': page, '?cursor=a': page });
    await expect(read(url)).rejects.toThrow(/never ends/);
    expect(asked).toEqual(['', '?cursor=a']);
  });

  it('should not read without end', async () => {
    server = createServer((request, response) => {
      const cursor = new URL(request.url ?? '', 'http://localhost').searchParams.get('cursor');
      const nextCursor = String(Number(cursor ?? 0) + 1);
      response.end(JSON.stringify({ servers: [], metadata: { nextCursor } }));
    });
    await new Promise<void>((listening) => server?.listen(0, '127.0.0.1', listening));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    await expect(read(url)).rejects.toThrow(/more than 2000 pages/);
  });

  it.each([
    ['no JSON', '<html>', 'is not JSON'],
    ['an array', [], 'is not a list'],
    ['no servers', { servers: {} }, 'is not a list'],
    ['a cursor that is not text', { servers: [], metadata: { nextCursor: 5 } }, 'nextCursor'],
  ])('should refuse %s', async (_what, body, reason) => {
    const url = await serve({ '': [{ body }] });
    await expect(read(url)).rejects.toThrow(reason);
  });

  it('should say that the page does not exist, or the server', async () => {
    const url = await serve({});
    await expect(read(url)).rejects.toThrow(/answers 404/);
    server?.close();
    server?.closeAllConnections();
    await expect(read(url)).rejects.toThrow(/cannot be reached \(connection refused\)/);
  });
});
