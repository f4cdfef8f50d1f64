import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { DEFAULT_SCOPE } from '../../src/manifest/scope.js';
import type { ManifestStore } from '../../src/storage/manifest-store.js';
import { EmbeddedArchive } from '../../src/storage/migrate/embedded-archive.js';
import { ManualClock } from '../support/manual-clock.js';
import { passing, runMigrate, runMigrateUntil, type MigrateRun } from '../support/migrate-runs.js';
import { MigrateScene } from '../support/migrate-scene.js';
import { newDraft } from '../support/record-drafts.js';
import { describeWithServices } from '../support/services.js';
import { contentsOf } from '../support/store-contents.js';

/** The digest of a report. */
function verified({ stdout }: MigrateRun): string | undefined {
  return /^verified: ([0-9a-f]{64})$/m.exec(stdout)?.[1];
}

describeWithServices('The migration of a store', ['mongodb'], ({ mongodb }) => {
  let scene: MigrateScene;

  beforeEach(async () => {
    scene = await MigrateScene.open(mongodb);
  });

  afterEach(async () => {
    await scene.end();
  });

  it('should move everything there, again, and back', async () => {
    const before = await scene.fill(300);
    const there = await runMigrate(scene.origin, scene.uri);
    expect(there).toMatchObject({ code: 0, stderr: expect.stringContaining('Moved 305 of 305') });
    expect(there.stdout).toMatch(
      /^ {2}servers +275\n {2}tombstones +30\n {2}history entries +\d+\n/m,
    );
    expect(await scene.mongo(contentsOf)).toEqual(before);
    expect(await scene.embedded(scene.origin, contentsOf)).toEqual(before);

    const positions = () =>
      scene.models.servers.find({}, { changed_at: 1 }).sort({ _id: 1 }).lean();
    const first = await positions();
    expect(
      Math.abs((first[0]?.changed_at.getTime() ?? 0) - (await scene.link.serverTime())),
    ).toBeLessThan(60_000);
    const again = await runMigrate(scene.origin, scene.uri);
    expect(again.stdout).toMatch(/^ {2}already there +305$/m);
    expect(await positions()).toEqual(first);

    const back = await runMigrate(scene.uri, scene.copy);
    expect(await scene.embedded(scene.copy, contentsOf)).toEqual(before);
    const digests = [there, again, back].map(verified);
    expect(digests).toEqual(Array(3).fill(expect.stringMatching(/^[0-9a-f]{64}$/)));
    expect(new Set(digests).size).toBe(1);
  });

  it('should leave stores that a directory goes on with', async () => {
    await scene.fill(20);
    await runMigrate(scene.origin, scene.uri);
    await scene.mongo(async (store) => {
      const before = await store.find(DEFAULT_SCOPE, 's1');
      const result = await store.commit({ before, draft: newDraft('s1', { version: '9' }) });
      expect(result).toMatchObject({ outcome: 'won', record: { version: '9' } });
      expect(await store.history(DEFAULT_SCOPE, 's1', 1, 10)).toMatchObject({ total: 3 });
    });
    await runMigrate(scene.uri, scene.copy);
    await scene.embedded(scene.copy, async (store) => {
      const before = await store.find(DEFAULT_SCOPE, 's1');
      const result = await store.commit({ before, draft: newDraft('s1', { version: '10' }) });
      expect(result).toMatchObject({ outcome: 'won', record: { version: '10' } });
      const { entries } = await store.history(DEFAULT_SCOPE, 's1', 1, 10);
      const last = before?.revision ?? 0;
      expect(entries.map(({ revision }) => revision - last)).toEqual([1, 0, -1, -2]);
    });
  });

  it('should leave no reader where its position means something else', async () => {
    const epochOf = async (store: ManifestStore): Promise<string> => {
      await store.follow(() => undefined);
      return store.timeline().epoch;
    };
    await scene.fill(20);
    const epochs = [
      await scene.embedded(scene.origin, epochOf),
      await scene.mongo(epochOf),
      await scene.embedded(scene.copy, epochOf),
    ];
    await runMigrate(scene.origin, scene.uri);
    epochs.push(await scene.mongo(epochOf));
    await runMigrate(scene.uri, scene.copy);
    epochs.push(await scene.embedded(scene.copy, epochOf));
    expect(new Set(epochs).size).toBe(5);
    expect(await scene.embedded(scene.origin, epochOf)).toBe(epochs[0]);
  });

  it('should keep fences and very long histories', async () => {
    await scene.embedded(scene.origin, (store) =>
      store.commit({ before: undefined, draft: newDraft('long') }),
    );
    const place = { kind: 'embedded', directory: scene.origin, label: scene.origin } as const;
    const archive = await EmbeddedArchive.open(place, 'source');
    const found = await archive.find([{ tenant: 'default', id: 'long' }]);
    const { record } = found.get('default:long') ?? {};
    if (record === undefined) throw new Error('expected a record');
    const history = Array.from({ length: 4_500 }, (_, index) => ({
      ...record.change,
      id: index === 0 ? record.change.id : randomUUID(),
      revision: record.revision + 4_499 - index,
    }));
    const others = ['a', 'm', 'z'].map((id) => {
      const change = { ...record.change, id: randomUUID() };
      const revision = record.revision;
      return { record: { ...record, id, change }, fence: 7, history: [{ ...change, revision }] };
    });
    const revision = record.revision + 4_499;
    await archive.put([...others, { record: { ...record, revision }, fence: 2 ** 41, history }]);
    await archive.close();
    const before = await scene.embedded(scene.origin, contentsOf);
    expect(before.servers.get('default:long')?.history).toHaveLength(4_500);

    const there = await runMigrate(scene.origin, scene.uri);
    expect(await scene.models.servers.findById('default:long')).toMatchObject({ fence: 2 ** 41 });
    expect(await scene.mongo(contentsOf)).toEqual(before);
    expect(verified(await runMigrate(scene.uri, scene.copy))).toBe(verified(there));
    expect(await scene.embedded(scene.copy, contentsOf)).toEqual(before);
  });

  it('should take over what the source did since the last run', async () => {
    await scene.fill(20);
    await runMigrate(scene.origin, scene.uri);
    const now = await scene.embedded(scene.origin, async (store) => {
      const before = await store.find(DEFAULT_SCOPE, 's1');
      await store.commit({ before, draft: newDraft('s1', { version: '9' }) });
      await store.commit({ before: undefined, draft: newDraft('late') });
      await store.saveCountedTime(200_000);
      return contentsOf(store);
    });
    expect((await runMigrate(scene.origin, scene.uri)).stdout).toMatch(/^ {2}already there +24$/m);
    expect(await scene.mongo(contentsOf)).toEqual(now);
  });

  it.each([
    ['MongoDB', () => [scene.origin, scene.uri] as const],
    ['a directory', () => [scene.uri, scene.copy] as const],
  ])('should end well after it was killed while it wrote into %s', async (_name, places) => {
    const before = await scene.fill(1_000);
    const [from, to] = places();
    if (from === scene.uri) await runMigrate(scene.origin, scene.uri);
    const killed = await runMigrateUntil(from, to, /^Moved [1-9]\d* of 1005/, 'SIGKILL');
    expect(killed).toMatchObject({ signal: 'SIGKILL', stdout: '' });
    // The killed run's sign of life is a dead replica's.
    const manual = new ManualClock();
    const run = await runMigrate(from, to, { clock: manual, wait: passing(manual) });
    expect(run).toMatchObject({ code: 0, stderr: expect.stringContaining('Moved 1005 of 1005') });
    const alreadyThere = Number(/already there +(\d+)/.exec(run.stdout)?.[1]);
    expect(alreadyThere).toBeGreaterThan(0);
    expect(alreadyThere).toBeLessThan(1_005);
    expect(
      await (to === scene.uri ? scene.mongo(contentsOf) : scene.embedded(to, contentsOf)),
    ).toEqual(before);
    if (from === scene.origin)
      expect(await scene.embedded(scene.origin, contentsOf)).toEqual(before);
  });

  it('should stop when it is asked to, and go on later', async () => {
    const before = await scene.fill(1_000);
    const stopped = await runMigrateUntil(
      scene.origin,
      scene.uri,
      /^Moved [1-9]\d* of 1005/,
      'SIGINT',
    );
    expect(stopped).toMatchObject({ code: 130, stdout: '' });
    expect(stopped.stderr).toMatch(/run the same command again to go on\.\n$/);
    expect(await scene.models.replicas.countDocuments({})).toBe(0);
    expect(await runMigrate(scene.origin, scene.uri)).toMatchObject({ code: 0 });
    expect(await scene.mongo(contentsOf)).toEqual(before);
  });

  it('should write again what is missing or wrong in the target', async () => {
    const before = await scene.fill(20);
    await runMigrate(scene.origin, scene.uri);
    await scene.models.history.deleteMany({ server: 'default:s2' });
    await scene.models.servers.updateOne(
      { _id: 'default:s3' },
      { $set: { fence: 9, version: 'x' } },
    );
    expect((await runMigrate(scene.origin, scene.uri)).stdout).toMatch(/^ {2}already there +23$/m);
    expect(await scene.mongo(contentsOf)).toEqual(before);
  });
});
