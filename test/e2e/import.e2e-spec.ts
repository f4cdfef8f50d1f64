import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { reportOf, runImporter, type Run } from '../support/importer.js';
import { DIRECTORY, startTestApp, type TestApp } from '../support/test-app.js';

const LIST = 'test/data/registry-list.json';
const SAMPLE = process.env['REGISTRY_SAMPLE'] ?? '';

interface ListFile {
  readonly servers: readonly { readonly server: { readonly name: string } }[];
}

interface SearchAnswer {
  readonly servers: readonly Record<string, unknown>[];
}

async function listOf(path: string): Promise<ListFile> {
  return JSON.parse(await readFile(path, 'utf8')) as ListFile;
}

/** What the directory answers to a read. */
async function read<T>(directory: TestApp, path: string): Promise<T> {
  const answer = (await directory.http.get(`${DIRECTORY}/${path}`).expect(200)) as { body: T };
  return answer.body;
}

describe('The importer', () => {
  let directory: TestApp;
  let url: string;

  beforeEach(async () => {
    directory = await startTestApp({ listen: true });
    url = await directory.app.getUrl();
  });

  afterEach(async () => {
    await directory.end();
  });

  function entry(id: string): Promise<Record<string, unknown>> {
    return read(directory, `servers/${id}`);
  }

  it('should register a list and say why it refuses', async () => {
    const run = await runImporter(url, LIST);
    expect(run.code).toBe(0);
    expect(reportOf(run)).toEqual({
      registered: 4,
      updated: 0,
      unchanged: 0,
      refused: 3,
      reasons: [
        'com.example/Weather 1.0.0: is another version of com.example/Weather 2.1.0, which is registered instead',
        expect.stringMatching(/^com\.example\/tenant-notes 3\.0\.0: .* complete URL/),
        expect.stringMatching(/^com\.example\/odd-version 1\.0 beta\|2: version must not contain /),
      ],
    });
    expect(run.stdout).toContain('did not fit was left out of 1 entry.');
    expect(run.stderr).toBe('Sent 4 of 4 servers\n');
  });

  it('should change nothing when it runs again', async () => {
    await runImporter(url, LIST);
    const again = await runImporter(url, LIST);
    expect(reportOf(again)).toMatchObject({ registered: 0, updated: 0, unchanged: 4, refused: 3 });
  });

  it('should make static servers that keep what the list says', async () => {
    await runImporter(url, LIST);
    expect(await entry('com.example.weather')).toMatchObject({
      display_name: 'Weather of the World',
      description: 'Forecasts and warnings for any place.',
      version: '2.1.0',
      registry_name: 'com.example/Weather',
      endpoints: { mcp: 'https://weather.example.com/mcp' },
      tags: ['remote', 'streamable-http', 'forecast', 'warnings'],
      heartbeat_interval_seconds: 0,
      icons: [{ src: 'https://weather.example.com/icon.png', mimeType: 'image/png' }],
      status: 'unknown',
      metadata: {
        mcp_registry: {
          repository: { url: 'https://git.example.com/weather' },
          websiteUrl: 'https://weather.example.com',
          remotes: [{ type: 'sse' }, { type: 'streamable-http' }],
          _meta: { 'io.modelcontextprotocol.registry/publisher-provided': { team: 'sky' } },
          registry_meta: { 'io.modelcontextprotocol.registry/official': { isLatest: true } },
        },
      },
    });
    expect(await entry('com.example.tide-tables')).toMatchObject({
      display_name: 'tide-tables',
      endpoints: { mcp: 'https://tides.example.com/sse' },
      tags: ['remote', 'sse'],
    });
  });

  it('should note headers without their values', async () => {
    await runImporter(url, LIST);
    const { metadata } = await entry('com.example.ledger');
    const optional = { isRequired: false, isSecret: false };
    expect(metadata).toHaveProperty('headers', [
      {
        name: 'Authorization',
        isRequired: true,
        isSecret: true,
        description: 'Token of the account',
      },
      { name: 'X-Api-Key', ...optional, description: 'Key of the program' },
      { name: 'X-Region', ...optional, description: 'Where the books are kept' },
    ]);
    expect(metadata).toHaveProperty('mcp_registry.remotes.0.headers', [
      expect.objectContaining({ value: 'Bearer {ledger_token}' }),
      { name: 'X-Api-Key', description: 'Key of the program' },
      expect.objectContaining({ default: 'north' }),
    ]);
  });

  it('should leave out what is too large, and keep the rest', async () => {
    await runImporter(url, LIST);
    const { metadata } = await entry('com.example.atlas');
    expect(metadata).toHaveProperty('mcp_registry.left_out', 1);
    expect(metadata).toHaveProperty('mcp_registry.repository.source', 'example');
    expect(metadata).not.toHaveProperty('mcp_registry._meta');
  });

  /** Serves lists while the importer reads; the answer depends on the request's path and query. */
  async function importFrom(path: string, answer: (asked: string) => object): Promise<Run> {
    const source = createServer((request, response) => {
      response.end(JSON.stringify(answer(request.url ?? '')));
    }).listen(0, '127.0.0.1');
    await once(source, 'listening');
    const { port } = source.address() as AddressInfo;
    const run = await runImporter(url, `http://127.0.0.1:${port}${path}`);
    source.close();
    return run;
  }

  it('should update what the list changes', async () => {
    await runImporter(url, LIST);
    const list = await listOf(LIST);
    const servers = list.servers.map((item) => ({
      ...item,
      server: { ...item.server, description: 'Another text.' },
    }));
    const run = await importFrom('/', () => ({ servers }));
    expect(reportOf(run)).toMatchObject({ registered: 0, updated: 4, unchanged: 0, refused: 3 });
  });

  it('should read all pages of a list that is served', async () => {
    const { servers } = await listOf(LIST);
    const asked: string[] = [];
    const run = await importFrom('/v0.1/servers?limit=3', (path) => {
      asked.push(path);
      return path.includes('cursor=')
        ? { servers: servers.slice(3), metadata: { count: 4 } }
        : { servers: servers.slice(0, 3), metadata: { nextCursor: 'com.example/a:1', count: 3 } };
    });
    expect(run.code).toBe(0);
    expect(asked).toEqual([
      '/v0.1/servers?limit=3',
      '/v0.1/servers?limit=3&cursor=com.example%2Fa%3A1',
    ]);
    expect(reportOf(run)).toMatchObject({ registered: 4, refused: 3 });
  });
});

if (SAMPLE === '') {
  process.stderr.write(
    'Skipped: the import of a real list. Set REGISTRY_SAMPLE to a list of the official MCP registry to run it.\n',
  );
}
const itWithSample = SAMPLE === '' ? it.skip : it;

describe('The importer with a real list', () => {
  let directory: TestApp;
  let url: string;

  beforeAll(async () => {
    directory = await startTestApp({ listen: true });
    url = await directory.app.getUrl();
  });

  afterAll(async () => {
    await directory.end();
  });

  itWithSample('should take nearly all, in time, and say why not the others', async () => {
    const { servers } = await listOf(SAMPLE);
    const started = performance.now();
    const run = await runImporter(url, SAMPLE);
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(run.code).toBe(0);
    const report = reportOf(run) as { registered: number; refused: number; reasons: string[] };
    expect(report.registered).toBeGreaterThanOrEqual(servers.length - 10);
    expect(report.registered + report.refused).toBe(servers.length);
    expect(report.reasons).toHaveLength(report.refused);
  });

  itWithSample('should change nothing when it runs again', async () => {
    const report = reportOf(await runImporter(url, SAMPLE));
    const { total } = await read<{ total: number }>(directory, 'servers?limit=1');
    expect(report).toMatchObject({ registered: 0, updated: 0, unchanged: total });
  });

  itWithSample.each(['weather', 'wether', 'weath'])('should find by %s', async (word) => {
    const { servers } = await read<SearchAnswer>(directory, `search?q=${word}&limit=3`);
    expect(servers.length).toBeGreaterThan(0);
    for (const { id, display_name, description } of servers) {
      expect(JSON.stringify([id, display_name, description])).toMatch(/weather/i);
    }
  });
});
