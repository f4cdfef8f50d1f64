import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ImportSource, listEntry } from '../support/import-source.js';
import { reportOf, runImporter, type Run } from '../support/importer.js';
import { DIRECTORY, startTestApp, type TestApp } from '../support/test-app.js';

const MEMBER = {
  id: 'com.c.x',
  display_name: 'The member',
  version: '9.0.0',
  endpoints: { mcp: 'https://member.example.com/mcp' },
};

describe('The importer, where somebody else may have registered', () => {
  let directory: TestApp;
  let url: string;
  let source: ImportSource;

  beforeEach(async () => {
    directory = await startTestApp({ listen: true });
    url = await directory.app.getUrl();
    source = await ImportSource.start();
  });

  afterEach(async () => {
    source.stop();
    await directory.end();
  });

  async function register(manifest: object): Promise<void> {
    await directory.http.post('/servers/register').send(manifest);
  }

  async function entryOf(id: string): Promise<Record<string, unknown>> {
    const answer = await directory.http.get(`${DIRECTORY}/servers/${id}`);
    return answer.body as Record<string, unknown>;
  }

  it('should not replace a live member, whose heartbeats go on', async () => {
    await register(MEMBER);
    source.entries = [listEntry('com.c/x'), listEntry('com.c/y')];
    const run = await runImporter(url, source.url);
    expect(run.code).toBe(0);
    expect(reportOf(run)).toMatchObject({
      registered: 1,
      refused: 1,
      reasons: ['com.c/x 1.0.0: would replace com.c.x, which was not made by an import'],
    });
    expect(await entryOf('com.c.x')).toMatchObject({ endpoints: MEMBER.endpoints });
    const beat = await directory.http.post('/servers/heartbeat').send({ id: MEMBER.id });
    expect(beat.body).toMatchObject({ status: 'healthy', lease: { interval_seconds: 30 } });
  });

  /** Imports through a proxy, behind which a member registers right before a request with this method arrives. */
  async function importWhileRegistering(method: string): Promise<Run> {
    const proxy = createServer((request, response) => {
      void text(request).then(async (body) => {
        if (request.method === method) await register(MEMBER);
        const headers = { ...(request.headers as Record<string, string>) };
        delete headers['connection'];
        const sent = { method: request.method ?? '', headers, ...(body !== '' && { body }) };
        const answer = await fetch(url + (request.url ?? ''), sent);
        response.writeHead(answer.status).end(await answer.text());
      });
    });
    await new Promise<void>((listening) => proxy.listen(0, '127.0.0.1', listening));
    const { port } = proxy.address() as AddressInfo;
    const run = await runImporter(`http://127.0.0.1:${port}`, source.url);
    proxy.closeAllConnections();
    proxy.close();
    return run;
  }

  it('should not replace a member that was quicker between the look and the write', async () => {
    source.entries = [listEntry('com.c/x')];
    const run = await importWhileRegistering('POST');
    expect(run.code).toBe(1);
    expect(reportOf(run)).toMatchObject({
      reasons: ['com.c/x 1.0.0: would replace com.c.x, which was not made by an import'],
    });
    expect(await entryOf('com.c.x')).toMatchObject({ version: '9.0.0' });
  });

  it('should not replace or remove a member that has just taken over', async () => {
    source.entries = [listEntry('com.c/x')];
    await runImporter(url, source.url);
    source.entries = [listEntry('com.c/x', '1.0.0', { status: 'deleted' })];
    const run = await importWhileRegistering('DELETE');
    expect(run.stdout).toContain(
      'com.c/x 1.0.0 (com.c.x): it was changed by others while the import ran\n',
    );
    expect(await entryOf('com.c.x')).toMatchObject({ version: '9.0.0' });
  });

  it('should leave it to a member to take over what an import made', async () => {
    source.entries = [listEntry('com.c/x')];
    await runImporter(url, source.url);
    await register({ ...MEMBER, registry_name: 'com.c/x' });
    source.entries = [listEntry('com.c/x', '2.0.0', { status: 'deleted' })];
    const run = await runImporter(url, source.url, '--prune');
    expect(run.stdout).toContain('com.c/x 2.0.0 (com.c.x): it was not made by an import\n');
    expect(await entryOf('com.c.x')).toMatchObject({ version: '9.0.0' });
    await directory.http.delete('/servers/com.c.x').expect(200);
    source.entries = [listEntry('com.c/x')];
    expect(reportOf(await runImporter(url, source.url))).toMatchObject({ registered: 1 });
  });

  it('should go on with what an import of an earlier version made', async () => {
    await register({
      ...MEMBER,
      registry_name: 'com.c/x',
      heartbeat_interval_seconds: 0,
      tags: ['remote', 'sse'],
      metadata: { mcp_registry: { remotes: [] } },
    });
    source.entries = [listEntry('com.c/y')];
    const pruned = await runImporter(url, source.url, '--prune');
    expect(pruned.stdout).toContain(
      '1 imported server of other sources, or of no known one, could not be pruned',
    );
    source.entries = [listEntry('com.c/x')];
    expect(reportOf(await runImporter(url, source.url))).toMatchObject({ updated: 1 });
    expect(await entryOf('com.c.x')).toHaveProperty(
      'metadata.mcp_registry.imported_from',
      source.url,
    );
  });

  it('should tell names apart that map to one id, and keep their ids', async () => {
    const names = ['com.c/X', 'com.c/x', 'com/c.x'];
    source.entries = names.map((name) => listEntry(name));
    const first = await runImporter(url, source.url);
    expect(reportOf(first)).toMatchObject({ registered: 3, refused: 0 });
    expect(await entryOf('com.c.x')).toMatchObject({ registry_name: 'com.c/x' });
    source.entries = names.reverse().map((name) => listEntry(name));
    const again = await runImporter(url, source.url);
    expect(reportOf(again)).toMatchObject({ registered: 0, updated: 0, unchanged: 3 });
    source.entries = [listEntry('com.c/X')];
    await runImporter(url, source.url, '--prune');
    expect(await entryOf('com.c.x')).toMatchObject({ code: 'SERVER_NOT_FOUND' });
    expect(reportOf(await runImporter(url, source.url))).toMatchObject({ unchanged: 1 });
  });

  it('should leave the plain id to the name that came first', async () => {
    source.entries = [listEntry('com.c/X')];
    await runImporter(url, source.url);
    source.entries = [listEntry('com.c/x'), listEntry('com.c/X')];
    const run = await runImporter(url, source.url);
    expect(reportOf(run)).toMatchObject({ registered: 1, updated: 0, unchanged: 1 });
    expect(await entryOf('com.c.x')).toMatchObject({ registry_name: 'com.c/X' });
  });

  it('should take names and versions as long as the official registry has them', async () => {
    const name = `com.example/${'a'.repeat(188)}`;
    source.entries = [listEntry(name, `1.0.0-${'b'.repeat(249)}`)];
    expect(reportOf(await runImporter(url, source.url))).toMatchObject({ registered: 1 });
    expect(reportOf(await runImporter(url, source.url))).toMatchObject({ unchanged: 1 });
    const found = await directory.http.get(`${DIRECTORY}/servers`).expect(200);
    expect(found.body).toMatchObject({ total: 1, servers: [{ registry_name: name }] });
  });
});
