import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { heartbeat, markMissed, register, remove } from '../../src/manifest/lifecycle.js';
import { DEFAULT_SCOPE } from '../../src/manifest/scope.js';
import type { RecordDraft, ServerRecord } from '../../src/manifest/server-record.js';
import type { DamagedRecord, FeedBatch } from '../../src/storage/manifest-store.js';
import { ED25519_KEY } from '../support/member-keys.js';
import { context, newDraft, prepared } from '../support/record-drafts.js';
import type { StoreUnderTest } from './manifest-store.contract.js';

/** So many history entries are kept of a server under test. */
export const HISTORY_ENTRIES = 100;

/** A store whose data can be changed behind its back. */
export interface DamageableStore extends StoreUnderTest {
  /** Changes a character of a stored manifest, or makes nonsense of the rest of its record; then opens the store again. */
  damage(id: string, part: 'manifest' | 'state'): Promise<void>;
}

/** What every adapter of `ManifestStore` does so that what it keeps has bounds, and so that it can always be opened. */
export function boundedStoreContract(name: string, open: () => Promise<DamageableStore>): void {
  describe(`ManifestStore contract: ${name} within bounds`, () => {
    let under: DamageableStore;

    beforeEach(async () => {
      under = await open();
    });

    afterEach(async () => {
      await under.end();
    });

    async function won(draft: RecordDraft | undefined, before?: ServerRecord) {
      if (draft === undefined) throw new Error('expected a change');
      const result = await under.store.commit({ before, draft });
      if (result.outcome !== 'won') throw new Error(`the change to ${draft.id} lost`);
      return result.record;
    }

    async function removed(id: string, at: number, changes: Partial<RecordDraft> = {}) {
      const record = await won({ ...newDraft(id), ...changes });
      return won(remove(record, 'unregistered', context(at)), record);
    }

    async function stored(ids: readonly string[]): Promise<string[]> {
      const found = await Promise.all(ids.map((id) => under.store.find(DEFAULT_SCOPE, id)));
      return ids.filter((_id, index) => found[index] !== undefined);
    }

    async function loaded() {
      const records: ServerRecord[] = [];
      const damaged: DamagedRecord[] = [];
      const take = (batch: FeedBatch): void => {
        records.push(...batch.records);
        damaged.push(...(batch.damaged ?? []));
      };
      await under.store.follow(take);
      return { records, damaged };
    }

    it('should keep the newest entries of a server that changes without end, and count them', async () => {
      let record = await won(newDraft('busy'));
      for (let change = 1; change <= HISTORY_ENTRIES + 40; change += 1) {
        const said = change % 2 === 0 ? 'healthy' : 'draining';
        record = await won(heartbeat(record, said, context(change)), record);
      }
      const read = () => under.store.history(DEFAULT_SCOPE, 'busy', 1, 500);
      let pages = await read();
      // A store may still be forgetting old entries when the change is answered.
      for (let next = await read(); next.total !== pages.total; next = await read()) pages = next;
      expect(pages.total).toBe(pages.entries.length);
      expect(pages.total).toBeLessThanOrEqual(HISTORY_ENTRIES);
      expect(pages.total).toBeGreaterThan(HISTORY_ENTRIES - 40);
      const revisions = pages.entries.map(({ revision }) => revision);
      expect(revisions).toEqual(revisions.map((_revision, index) => record.revision - index));
      const second = await under.store.history(DEFAULT_SCOPE, 'busy', 2, 30);
      expect(second).toEqual({ total: pages.total, entries: pages.entries.slice(30, 60) });
    });

    it('should tell its own time', () => {
      expect(Math.abs(under.store.time() - under.clock.now())).toBeLessThan(60_000);
    });

    it('should forget tombstones with a key later than others, and blocked ones never', async () => {
      await removed('plain', 100);
      await removed('pinned', 100, { memberKey: ED25519_KEY });
      await removed('pinned later', 300, { memberKey: ED25519_KEY });
      await removed('blocked', 100, { disabled: true });
      await removed('both', 100, { disabled: true, memberKey: ED25519_KEY });
      const ids = ['plain', 'pinned', 'pinned later', 'blocked', 'both'];
      expect(await under.store.purgeTombstones(0, { keysBefore: 200 })).toBe(1);
      expect(await stored(ids)).toEqual(['plain', 'pinned later', 'blocked', 'both']);
      expect(await under.store.purgeTombstones(9_000)).toBe(1);
      expect(await stored(ids)).toEqual(['pinned later', 'blocked', 'both']);
    });

    it('should forget the oldest tombstones when there are too many, but none that keeps something', async () => {
      await removed('pinned', 50, { memberKey: ED25519_KEY });
      for (const id of ['d', 'a', 'c', 'b']) await removed(id, 100 + id.charCodeAt(0));
      const gone: string[] = [];
      await under.store.follow((batch) => gone.push(...batch.gone.map(({ id }) => id)));
      expect(await under.store.purgeTombstones(0, { excess: 3 })).toBe(3);
      expect(gone.toSorted()).toEqual(['a', 'b', 'c']);
      expect(await under.store.purgeTombstones(0, { excess: 3 })).toBe(1);
      expect(await stored(['a', 'b', 'c', 'd', 'pinned'])).toEqual(['pinned']);
    });

    it('should forget one tombstone whatever it keeps, if it is still that one', async () => {
      const tombstone = await removed('a', 100, { disabled: true, memberKey: ED25519_KEY });
      const live = await won(newDraft('live'));
      const gone: string[] = [];
      await under.store.follow((batch) => gone.push(...batch.gone.map(({ id }) => id)));
      const older = { ...tombstone, revision: tombstone.revision - 1 };
      expect(await under.store.forgetTombstone(older)).toBe(false);
      expect(await under.store.forgetTombstone(live)).toBe(false);
      expect(await under.store.forgetTombstone(tombstone)).toBe(true);
      expect(gone).toEqual(['a']);
      expect(under.store.timeline().purgedThrough).toBe(tombstone.position);
      expect((await under.store.history(DEFAULT_SCOPE, 'a', 1, 10)).total).toBe(0);
      expect(await stored(['a', 'live'])).toEqual(['live']);
    });

    it('should load in order of id, part by part', async () => {
      const ids = Array.from({ length: 1_200 }, (_, index) => `s${index}`);
      await Promise.all(ids.toReversed().map((id) => won(newDraft(id))));
      await under.reopen();
      const seen: string[] = [];
      let parts = 0;
      await under.store.follow(({ records }) => {
        parts += 1;
        seen.push(...records.map(({ id }) => id));
      });
      expect(seen).toEqual(ids.toSorted());
      expect(parts).toBeGreaterThan(1);
    });

    it.each(['manifest', 'state'] as const)(
      'should leave out a record whose %s is damaged, name it, and serve the others',
      async (part) => {
        const good = await won(newDraft('good'));
        const bad = await won({ ...newDraft('bad'), registeredFrom: '10.0.0.7' });
        await under.damage('bad', part);
        const { records, damaged } = await loaded();
        expect(records).toEqual([good]);
        expect(damaged).toEqual([
          expect.objectContaining({ tenant: 'default', id: 'bad', revision: bad.revision }),
        ]);
        expect(damaged[0]?.reason).toMatch(/^its (manifest|state) |not valid JSON/);
      },
    );

    it('should take a registration over a damaged manifest, with its key and its block', async () => {
      const kept = { memberKey: ED25519_KEY, disabled: true };
      const first = await won({ ...newDraft('bad'), ...kept });
      const before = await won(markMissed(first, 'stale', context(5)), first);
      await under.damage('bad', 'manifest');
      await loaded();
      const found = await under.store.find(DEFAULT_SCOPE, 'bad');
      expect(found).toMatchObject({ removed: true, revision: before.revision, ...kept });
      const repaired = await won(register(found, 'default', prepared('bad'), context(9)), found);
      expect(repaired).toMatchObject({ removed: false, revision: before.revision + 1, ...kept });
      await under.reopen();
      const { records, damaged } = await loaded();
      expect({ records, damaged }).toEqual({ records: [repaired], damaged: [] });
      expect((await under.store.history(DEFAULT_SCOPE, 'bad', 1, 10)).total).toBe(3);
    });

    it('should say that a record is damaged of which not even the key can be read', async () => {
      await won(newDraft('bad'));
      await under.damage('bad', 'state');
      await loaded();
      await expect(under.store.find(DEFAULT_SCOPE, 'bad')).rejects.toMatchObject({
        code: 'RECORD_DAMAGED',
      });
    });
  });
}
