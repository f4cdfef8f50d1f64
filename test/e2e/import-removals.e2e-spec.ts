import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ImportSource, listEntry } from '../support/import-source.js';
import { reportOf, runImporter } from '../support/importer.js';
import { DIRECTORY, startTestApp, type TestApp } from '../support/test-app.js';

const DELETED = { status: 'deleted' };

function entries(...letters: string[]): unknown[] {
  return letters.map((letter) => listEntry(`com.c/${letter}`));
}

describe('The importer, where a list has less than before', () => {
  let directory: TestApp;
  let url: string;
  let source: ImportSource;

  beforeEach(async () => {
    directory = await startTestApp({ listen: true });
    url = await directory.app.getUrl();
    source = await ImportSource.start();
    source.entries = entries('a', 'b', 'c', 'd');
    await runImporter(url, source.url);
  });

  afterEach(async () => {
    source.stop();
    await directory.end();
  });

  async function ids(): Promise<string[]> {
    const answer = await directory.http.get(`${DIRECTORY}/servers`).expect(200);
    const { servers } = answer.body as { servers: { id: string }[] };
    return servers.map(({ id }) => id.replace('com.c.', ''));
  }

  it('should remove what is marked as deleted, with its history', async () => {
    source.entries = [...entries('a', 'b', 'c'), listEntry('com.c/d', '1.0.0', DELETED)];
    const run = await runImporter(url, source.url);
    expect(run).toMatchObject({ code: 0 });
    expect(reportOf(run)).toMatchObject({ unchanged: 3, removed: 1, refused: 0 });
    expect(run.stdout).toContain(
      '\nMarked as deleted in the list, and removed:\n  com.c/d 1.0.0 (com.c.d)\n',
    );
    expect(await ids()).toEqual(['a', 'b', 'c']);
    const history = await directory.http.get('/servers/com.c.d/history').expect(200);
    expect(history.body).toMatchObject({ history: [{ what: 'removed' }, { what: 'registered' }] });
    const again = await runImporter(url, source.url);
    expect(again.code).toBe(0);
    expect(reportOf(again)).not.toHaveProperty('removed');
  });

  it('should remove nothing of which another version is listed, or a newer one is here', async () => {
    source.entries = [
      listEntry('com.c/a', '1.0.0', DELETED),
      listEntry('com.c/a', '0.9.0'),
      listEntry('com.c/b', '0.9.0', DELETED),
    ];
    const run = await runImporter(url, source.url);
    expect(reportOf(run)).toMatchObject({ updated: 1, refused: 0 });
    expect(run.stdout).toContain(
      'com.c/b 1.0.0 (com.c.b): only older versions are marked as deleted\n',
    );
    expect(await ids()).toEqual(['a', 'b', 'c', 'd']);
  });

  it('should prune nothing of other sources, and remove what any list marks as deleted', async () => {
    const other = await ImportSource.start();
    other.entries = [listEntry('com.c/a', '1.0.0', DELETED)];
    const run = await runImporter(url, other.url, '--prune');
    other.stop();
    expect(run.stdout).toContain('3 imported servers of other sources, or of no known one,');
    expect(await ids()).toEqual(['b', 'c', 'd']);
    source.entries = entries('b', 'c');
    const named = await runImporter(url, source.url, '--prune', '--source', 'mine');
    expect(named.stdout).toContain('1 imported server of other sources');
    const again = await runImporter(url, source.url, '--prune', `--source=${source.url}`);
    expect(reportOf(again)).toMatchObject({ updated: 2, pruned: 1 });
    expect(await ids()).toEqual(['b', 'c']);
  });

  it('should prune what the list does not have, only when it is asked to', async () => {
    await directory.http.post('/servers/register').send({
      id: 'mine',
      display_name: 'M',
      version: '1',
      endpoints: { mcp: 'https://m.example' },
    });
    source.entries = [...entries('a', 'b'), { server: { name: 'com.c/c', version: 7 } }];
    const plain = await runImporter(url, source.url);
    expect(plain.stdout).not.toContain('pruned');
    const dry = await runImporter(url, source.url, '--prune', '--dry-run');
    expect(dry.stdout).toMatch(/^Dry run, nothing was changed\. It would import 2 of 3 entries/);
    expect(dry.stdout).toContain('and would be pruned:\n  com.c/d 1.0.0 (com.c.d)\n');
    expect(await ids()).toEqual(['a', 'b', 'c', 'd', 'mine']);
    const run = await runImporter(url, source.url, '--prune');
    expect(reportOf(run)).toMatchObject({ unchanged: 2, pruned: 1, refused: 1 });
    expect(await ids()).toEqual(['a', 'b', 'c', 'mine']);
  });

  it('should prune disabled and offline servers too', async () => {
    await directory.http.post('/servers/com.c.d/disable').send({ reason: 'Broken.' }).expect(200);
    source.entries = entries('a', 'b', 'c');
    expect(reportOf(await runImporter(url, source.url, '--prune'))).toMatchObject({ pruned: 1 });
  });

  it.each([
    ['the list is empty', [], 'the list has no entries'],
    ['an entry has no name', [...entries('a'), { server: {} }], 'entry 2 of the list has no name'],
  ])('should not prune when %s', async (_when, list, reason) => {
    source.entries = list;
    const run = await runImporter(url, source.url, '--prune');
    expect(run.code).toBe(1);
    expect(run.stdout).toContain(`Nothing was pruned: ${reason}.\n`);
    expect(await ids()).toEqual(['a', 'b', 'c', 'd']);
  });

  it('should not prune when a page of the list fails', async () => {
    source.pageSize = 1;
    source.entries = entries('a', 'b');
    source.failWith = 500;
    const run = await runImporter(url, source.url, '--prune');
    expect(run).toMatchObject({ code: 1, stdout: '' });
    expect(await ids()).toEqual(['a', 'b', 'c', 'd']);
    source.failWith = undefined;
    await runImporter(url, source.url, '--prune');
    expect(await ids()).toEqual(['a', 'b']);
  });

  it('should not prune more than a fifth of many servers unless the number is given', async () => {
    const many = Array.from({ length: 30 }, (_, index) => `n${index}`);
    source.entries = entries(...many);
    await runImporter(url, source.url);
    source.entries = entries('n0');
    const held = await runImporter(url, source.url, '--prune');
    expect(held.code).toBe(1);
    expect(held.stdout).toContain(
      'Nothing was pruned: the list does not have 33 of 34 servers that came from it, more than 20. ' +
        'Look at the list; if it is right, add --max-prune 33.\n',
    );
    const run = await runImporter(url, source.url, '--prune', '--max-prune', '33');
    expect(reportOf(run)).toMatchObject({ pruned: 33 });
    expect(await ids()).toEqual(['n0']);
  });

  it('should prune by a file what the same file has brought, never by one page', async () => {
    const file = join(directory.dataDir, 'list.json');
    const write = (servers: unknown[], metadata = {}): Promise<void> =>
      writeFile(file, JSON.stringify({ servers, metadata }));
    await write(entries('x', 'y'));
    await runImporter(url, file);
    await write(entries('x'), { next_cursor: 'x' });
    const page = await runImporter(url, file, '--prune');
    expect(page.code).toBe(1);
    expect(page.stderr).toContain('one page of a longer list');
    expect(page.stdout).toContain('Nothing was pruned: the file is one page of a longer list.\n');
    await write(entries('x'));
    expect(reportOf(await runImporter(url, file, '--prune'))).toMatchObject({ pruned: 1 });
    expect(await ids()).toEqual(['a', 'b', 'c', 'd', 'x']);
  });

  it('should fail when all entries are refused', async () => {
    source.entries = [{ server: { name: 'com.c/z', version: '1' } }];
    const run = await runImporter(url, source.url);
    expect(run.code).toBe(1);
    expect(reportOf(run)).toMatchObject({ reasons: ['com.c/z 1: has no remote'] });
  });
});
