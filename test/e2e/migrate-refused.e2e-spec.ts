import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { DEFAULT_SCOPE } from '../../src/manifest/scope.js';
import type { Sign } from '../../src/storage/signs-of-life.js';
import { ManualClock } from '../support/manual-clock.js';
import { passing, runMigrate } from '../support/migrate-runs.js';
import { MigrateScene } from '../support/migrate-scene.js';
import { newDraft } from '../support/record-drafts.js';
import { describeWithServices } from '../support/services.js';
import { contentsOf } from '../support/store-contents.js';

describeWithServices('The migration of a store, refused', ['mongodb'], ({ mongodb }) => {
  let scene: MigrateScene;

  beforeEach(async () => {
    scene = await MigrateScene.open(mongodb);
  });

  afterEach(async () => {
    await scene.end();
  });

  it('should refuse a target with servers or changes of its own', async () => {
    await scene.fill(5);
    await scene.mongo(async (store) => {
      for (const id of ['s1', 'other', 'more']) {
        await store.commit({ before: undefined, draft: newDraft(id) });
      }
    });
    const before = await scene.mongo(contentsOf);
    const { code, stdout, stderr } = await runMigrate(scene.origin, scene.uri);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('holds 2 servers (more, other) that');
    expect(stderr).toContain('has newer or other revisions of 1 server (s1)');
    expect(stderr).toContain('Nothing was written.');
    expect(await scene.mongo(contentsOf)).toEqual(before);
  });

  it('should refuse a target that has gone on since the last run', async () => {
    await scene.fill(5);
    await runMigrate(scene.origin, scene.uri);
    await runMigrate(scene.uri, scene.copy);
    await scene.embedded(scene.copy, async (store) => {
      const before = await store.find(DEFAULT_SCOPE, 's1');
      await store.commit({ before, draft: newDraft('s1', { version: '9' }) });
    });
    const { code, stderr } = await runMigrate(scene.uri, scene.copy);
    expect(code).toBe(1);
    expect(stderr).toContain('has newer or other revisions of 1 server (s1)');
  });

  it('should refuse stores that are not there', async () => {
    const missing = join(scene.folder, 'missing');
    expect(await runMigrate(missing, scene.uri)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('holds no directory.sqlite'),
    });
    const target = join(scene.folder, 'target');
    const { code, stderr } = await runMigrate(scene.uri, target);
    expect(code).toBe(1);
    expect(stderr).toContain("holds no directory's data");
    expect([missing, target].filter((path) => existsSync(path))).toEqual([]);
  });

  it('should refuse a directory in use, as source and as target', async () => {
    await scene.fill(5);
    await scene.mongo((store) => store.countedTime());
    await scene.embedded(scene.origin, async () => {
      for (const places of [
        [scene.origin, scene.uri] as const,
        [scene.uri, scene.origin] as const,
      ]) {
        expect(await runMigrate(...places)).toMatchObject({
          code: 1,
          stderr: `DATA_DIR ${scene.origin} is in use by another running directory: stop it first.\n`,
        });
      }
    });
  });

  it('should refuse a database in which a replica lives, as source and as target', async () => {
    await scene.fill(5);
    await runMigrate(scene.origin, scene.uri);
    const { signs } = scene;
    const manual = new ManualClock();
    const sign = {
      replica: 'alive',
      admitted: true,
      sharesLeases: true,
      reachesLeases: true,
      keepsHeartbeats: false,
      leaseTable: null,
    };
    let count = 1;
    const wait = async (ms: number): Promise<void> => {
      manual.advance(ms);
      await signs.leave({ ...sign, count: (count += 1) });
    };
    await signs.leave({ ...sign, count });
    for (const places of [[scene.origin, scene.uri] as const, [scene.uri, scene.copy] as const]) {
      const { code, stderr } = await runMigrate(...places, { clock: manual, wait });
      expect(code).toBe(1);
      expect(stderr).toContain('is in use by a running directory or another migration');
    }
    expect(await signs.others('')).toEqual([{ ...sign, count }]);
    // Not renewed any more: it is dead.
    const later = await runMigrate(scene.origin, scene.uri, {
      clock: manual,
      wait: passing(manual),
    });
    expect(later).toMatchObject({ code: 0 });
  });

  it('should keep replicas from starting while it runs', async () => {
    await scene.fill(5);
    const { signs } = scene;
    const seen: Promise<readonly Sign[]>[] = [];
    const stderr = new Writable({
      write: (_text, _encoding, done) => {
        seen.push(signs.others(''));
        done();
      },
    });
    await runMigrate(scene.origin, scene.uri, { stderr });
    const refusing = { admitted: true, sharesLeases: false };
    expect(await seen[0]).toEqual([expect.objectContaining(refusing)]);
    expect(await signs.others('')).toEqual([]);
  });

  it('should name the servers that differ afterwards', async () => {
    await scene.fill(20);
    await runMigrate(scene.origin, scene.uri);
    const { history } = scene.models;
    const past = await history.findOne({ server: 'default:s2' }).lean();
    if (past === null) throw new Error('expected a past entry');
    const { server, change } = past;
    await history.create({ _id: 'stray', server, change: Object.assign(change, { revision: 1 }) });
    const { code, stdout, stderr } = await runMigrate(scene.origin, scene.uri);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('The digests differ: ');
    expect(stderr).toContain('Not equal: 1 server (s2).');
  });

  it('should not move a record that was tampered with', async () => {
    await scene.fill(20);
    await runMigrate(scene.origin, scene.uri);
    await scene.models.servers.updateOne({ _id: 'default:s2' }, { $set: { manifest: '{}' } });
    const { code, stderr } = await runMigrate(scene.uri, scene.copy);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^The record of default:s2 in .*: its manifest does not match its digest/,
    );
  });

  it('should read a URI from a file, and not show its password', async () => {
    await scene.fill(5);
    const file = join(scene.folder, 'uri');
    await writeFile(file, `${scene.uri}\n`);
    expect(await runMigrate(scene.origin, `@${file}`)).toMatchObject({ code: 0 });
    const secret = 'pa%40ss-word';
    for (const wrong of [
      `mongodb://user:${secret}@127.0.0.1:1/x?directConnection=perhaps`,
      `mongodb://user:pa@ss-word@127.0.0.1:1/x`,
      `mongodb+srv://user:${secret}@127.0.0.1:1/x`,
    ]) {
      await writeFile(file, wrong);
      const run = await runMigrate(scene.origin, `@${file}`);
      expect(run.code).toBe(1);
      expect(run.stderr).toContain('cannot be reached: ');
      expect(run.stdout + run.stderr).not.toMatch(/ss-word/);
    }
    expect(await readFile(file, 'utf8')).toContain(secret);
  });
});
