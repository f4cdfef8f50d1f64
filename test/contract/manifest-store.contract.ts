import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { heartbeat, markMissed, register, remove } from '../../src/manifest/lifecycle.js';
import { DEFAULT_SCOPE } from '../../src/manifest/scope.js';
import type { RecordDraft, ServerRecord } from '../../src/manifest/server-record.js';
import type { FeedBatch, ManifestStore } from '../../src/storage/manifest-store.js';
import type { ManualClock } from '../support/manual-clock.js';
import { context, newDraft, prepared } from '../support/record-drafts.js';

/** An adapter under test: opened on the same data again by `reopen`. */
export interface StoreUnderTest {
  readonly clock: ManualClock;
  store: ManifestStore;
  reopen(): Promise<ManifestStore>;
  end(): Promise<void>;
}

/** What every adapter of {@link ManifestStore} must do. */
export function manifestStoreContract(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`ManifestStore contract: ${name}`, () => {
    let under: StoreUnderTest;

    beforeEach(async () => {
      under = await open();
    });

    afterEach(async () => {
      await under.end();
    });

    async function won(draft: RecordDraft, before?: ServerRecord): Promise<ServerRecord> {
      const result = await under.store.commit({ before, draft });
      if (result.outcome !== 'won') throw new Error(`the change to ${draft.id} lost`);
      return result.record;
    }

    function draftOf(draft: RecordDraft | undefined): RecordDraft {
      if (draft === undefined) throw new Error('expected a change');
      return draft;
    }

    it('should start a server at the time in seconds and count revisions up', async () => {
      const first = await won(newDraft('a'));
      expect(first.revision).toBe(Math.floor(under.clock.now() / 1_000));
      const second = await won(markMissed(first, 'stale', context(5)), first);
      expect(second.revision).toBe(first.revision + 1);
      expect(second).toMatchObject({ liveness: 'stale', statusReason: 'lease_expired' });
    });

    it('should store a record whole', async () => {
      const draft = newDraft('whole', {
        description: 'Zeilen\nund Zeichen: ü 漢字 🚀 "quoted" \\ $ . ',
        metadata: {
          '': {},
          $ref: '#',
          'a.b': [1, 2.5, -0, 1e21, null, true],
          _bsontype: 'x',
          deep: [[[{}]]],
        },
        tags: ['One', 'two'],
      });
      const stored = await won(draft);
      expect(stored).toEqual({ ...draft, revision: stored.revision, position: stored.position });
      await under.reopen();
      expect(await under.store.find(DEFAULT_SCOPE, 'whole')).toEqual(stored);
    });

    it('should refuse a change made from another revision', async () => {
      const first = await won(newDraft('a'));
      const again = await under.store.commit({ before: undefined, draft: newDraft('a') });
      const early = await under.store.commit({
        before: { ...first, revision: first.revision - 1 },
        draft: markMissed(first, 'stale', context()),
      });
      const unknown = await under.store.commit({
        before: { ...first, id: 'b', revision: 7 },
        draft: newDraft('b'),
      });
      for (const result of [again, early, unknown]) expect(result.outcome).toBe('lost');
      expect(await under.store.find(DEFAULT_SCOPE, 'a')).toEqual(first);
      expect(await under.store.find(DEFAULT_SCOPE, 'b')).toBeUndefined();
    });

    it('should let exactly one of many concurrent writers win', async () => {
      const first = await won(newDraft('contested'));
      const results = await Promise.all(
        Array.from({ length: 50 }, (_, index) =>
          under.store.commit({
            before: first,
            draft: draftOf(
              register(
                first,
                'default',
                prepared('contested', { version: `2.${index}` }),
                context(),
              ),
            ),
          }),
        ),
      );
      expect(results.filter(({ outcome }) => outcome === 'won')).toHaveLength(1);
      const { total } = await under.store.history(DEFAULT_SCOPE, 'contested', 1, 10);
      expect(total).toBe(2);
    });

    it('should let a mark lose against a heartbeat that raised the fence', async () => {
      const first = await won(newDraft('a'));
      const mark = (record: ServerRecord, fence: number) =>
        under.store.commit({
          before: record,
          draft: markMissed(record, 'stale', context()),
          fence,
        });
      expect(await under.store.raiseFence(DEFAULT_SCOPE, 'a', 100)).toEqual(first);
      expect(await under.store.raiseFence(DEFAULT_SCOPE, 'a', 50)).toEqual(first);
      // Later marks have to be above the fence of the record.
      expect(await mark(first, 99)).toEqual({ outcome: 'lost', fence: 100 });
      expect(await mark(first, 100)).toEqual({ outcome: 'lost', fence: 100 });
      const after = await mark(first, 101);
      expect(after).toMatchObject({ outcome: 'won', record: { liveness: 'stale' } });
      expect(await under.store.raiseFence(DEFAULT_SCOPE, 'a', 200)).toMatchObject({
        liveness: 'stale',
        revision: first.revision + 1,
      });
      expect(await under.store.raiseFence(DEFAULT_SCOPE, 'nobody', 1)).toBeUndefined();
    });

    it('should hand each change to followers before it answers, and the stored ones first', async () => {
      const before = await won(newDraft('before'));
      const seen: FeedBatch[] = [];
      await under.store.follow((batch) => seen.push(batch));
      expect(seen.flatMap(({ records }) => records)).toEqual([before]);
      const after = await won(newDraft('after'));
      expect(seen.at(-1)?.records).toEqual([after]);
    });

    it('should hand tombstones to a new follower too', async () => {
      const record = await won(newDraft('gone'));
      const tombstone = await won(remove(record, 'unregistered', context()), record);
      expect(tombstone).toMatchObject({ removed: true, manifest: '' });
      await under.reopen();
      const seen: ServerRecord[] = [];
      await under.store.follow(({ records }) => seen.push(...records));
      expect(seen).toEqual([tombstone]);
    });

    it('should go on from a tombstone when the server comes back', async () => {
      const record = await won(newDraft('phoenix'));
      const tombstone = await won(remove(record, 'unregistered', context()), record);
      const draft = draftOf(register(tombstone, 'default', prepared('phoenix'), context(9)));
      const back = await won(draft, tombstone);
      expect(back).toMatchObject({
        removed: false,
        revision: record.revision + 2,
        registeredAt: 9,
      });
    });

    it('should keep the history with each change, newest first and in pages', async () => {
      let record = await won(newDraft('h', {}, 1));
      const first = record.revision;
      record = await won(markMissed(record, 'stale', context(2, 'sweeper')), record);
      record = await won(draftOf(heartbeat(record, 'draining', context(3))), record);
      await won(remove(record, 'unregistered', context(4)), record);
      await under.reopen();
      const all = await under.store.history(DEFAULT_SCOPE, 'h', 1, 10);
      expect(all.total).toBe(4);
      expect(
        all.entries.map(({ revision, what, why, status, at, actor }) => [
          revision - first,
          what,
          why,
          status,
          at,
          actor,
        ]),
      ).toEqual([
        [3, 'removed', 'unregistered', null, 4, 'member@127.0.0.1'],
        [2, 'status', 'heartbeat_resumed', 'draining', 3, 'member@127.0.0.1'],
        [1, 'status', 'lease_expired', 'stale', 2, 'sweeper'],
        [0, 'registered', 'registered', 'healthy', 1, 'member@127.0.0.1'],
      ]);
      const second = await under.store.history(DEFAULT_SCOPE, 'h', 2, 3);
      expect(second).toEqual({ total: 4, entries: all.entries.slice(3) });
    });

    it('should keep tenants apart', async () => {
      const mine = await won(newDraft('same', { version: '1' }, 0, 'mine'));
      const yours = await won(newDraft('same', { version: '2' }, 0, 'yours'));
      expect(await under.store.find({ tenant: 'mine' }, 'same')).toEqual(mine);
      expect(await under.store.find({ tenant: 'yours' }, 'same')).toEqual(yours);
      expect(await under.store.find(DEFAULT_SCOPE, 'same')).toBeUndefined();
      expect((await under.store.history({ tenant: 'mine' }, 'same', 1, 10)).total).toBe(1);
    });

    it('should keep every change of a large concurrent batch', async () => {
      const ids = Array.from({ length: 1_500 }, (_, index) => `s${index}`);
      await Promise.all(ids.map((id) => won(newDraft(id))));
      await under.reopen();
      const seen = new Set<string>();
      await under.store.follow(({ records }) => {
        for (const { id } of records) seen.add(id);
      });
      expect(seen).toEqual(new Set(ids));
    });

    it('should purge old tombstones with their history, but neither live nor blocked nor young ones', async () => {
      const removeAt = async (id: string, at: number, disabled = false) => {
        const record = await won({ ...newDraft(id), disabled });
        await won(remove(record, 'unregistered', context(at)), record);
      };
      await won(newDraft('live'));
      await removeAt('old', 100);
      await removeAt('blocked', 100, true);
      await removeAt('young', 200);
      const purged: string[] = [];
      await under.store.follow((batch) => purged.push(...batch.gone.map(({ id }) => id)));
      expect(await under.store.purgeTombstones(150)).toBe(1);
      expect(purged).toEqual(['old']);
      expect(await under.store.find(DEFAULT_SCOPE, 'old')).toBeUndefined();
      expect((await under.store.history(DEFAULT_SCOPE, 'old', 1, 10)).total).toBe(0);
      for (const id of ['live', 'blocked', 'young']) {
        expect(await under.store.find(DEFAULT_SCOPE, id)).toBeDefined();
      }
    });

    it('should start above the old revisions when a purged server comes back', async () => {
      const record = await won(newDraft('again'));
      await won(remove(record, 'unregistered', context(100)), record);
      under.clock.advance(31 * 24 * 3_600_000);
      await under.store.purgeTombstones(under.clock.now());
      expect((await won(newDraft('again'))).revision).toBeGreaterThan(record.revision + 1);
    });

    it('should remember for how long heartbeats were counted', async () => {
      expect(await under.store.countedTime()).toBe(0);
      await under.store.saveCountedTime(1_000);
      await under.store.saveCountedTime(2_000);
      await under.reopen();
      expect(await under.store.countedTime()).toBe(2_000);
      await under.store.saveCountedTime(1_500);
      expect(await under.store.countedTime()).toBe(2_000);
    });

    it('should answer pings and tell its health', async () => {
      await expect(under.store.ping()).resolves.toBeUndefined();
      expect(under.store.health()).toMatchObject({ pending: 0, fault: null });
    });
  });
}
