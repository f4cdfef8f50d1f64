import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { remove } from '../../src/manifest/lifecycle.js';
import type { RecordDraft, ServerRecord } from '../../src/manifest/server-record.js';
import type { Timeline } from '../../src/manifest/timeline.js';
import { context, newDraft } from '../support/record-drafts.js';
import type { StoreUnderTest } from './manifest-store.contract.js';

/** What readers of the changes go by, in every adapter of `ManifestStore`. */
export function timelineContract(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`Timeline contract: ${name}`, () => {
    let under: StoreUnderTest;

    beforeEach(async () => {
      under = await open();
      await timeline();
    });

    afterEach(async () => {
      await under.end();
    });

    async function timeline(): Promise<Timeline> {
      await under.store.follow(() => undefined);
      return under.store.timeline();
    }

    async function won(draft: RecordDraft, before?: ServerRecord): Promise<ServerRecord> {
      const result = await under.store.commit({ before, draft });
      if (result.outcome !== 'won') throw new Error(`the change to ${draft.id} lost`);
      return result.record;
    }

    it('should begin where nothing was purged', async () => {
      const { epoch, resumeAt, now, purgedThrough } = await timeline();
      expect(epoch).toMatch(/^[1-9]\d{0,15}$/);
      expect(purgedThrough).toBe(0);
      expect(resumeAt).toBeGreaterThanOrEqual(0);
      expect(resumeAt).toBeLessThanOrEqual(now);
    });

    it('should give each change a position above those where readers stand', async () => {
      await won(newDraft('a'));
      const { resumeAt } = await timeline();
      expect((await won(newDraft('b'))).position).toBeGreaterThan(resumeAt);
      await under.reopen();
      const reopened = await timeline();
      expect(reopened.resumeAt).toBeGreaterThanOrEqual(resumeAt);
      expect((await won(newDraft('c'))).position).toBeGreaterThan(reopened.resumeAt);
    });

    it('should let readers go on after a restart', async () => {
      await won(newDraft('a'));
      const before = await timeline();
      await under.reopen();
      const quiet = await timeline();
      await won(newDraft('b'));
      for (const { epoch, earlier } of [quiet, await timeline()]) {
        const counts = epoch === before.epoch ? Infinity : earlier.get(before.epoch);
        expect(counts).toBeGreaterThanOrEqual(before.resumeAt);
      }
    });

    it('should be another one than that of any other store', async () => {
      const other = await open();
      try {
        await other.store.follow(() => undefined);
        expect(other.store.timeline().epoch).not.toBe((await timeline()).epoch);
      } finally {
        await other.end();
      }
    });

    it('should remember how far tombstones were purged, and never give their positions again', async () => {
      await won(newDraft('stays'));
      const record = await won(newDraft('goes'));
      const tombstone = await won(remove(record, 'unregistered', context(100)), record);
      const seen: { gone: boolean; purgedThrough: number }[] = [];
      await under.store.follow(({ gone }) => {
        seen.push({ gone: gone.length > 0, purgedThrough: under.store.timeline().purgedThrough });
      });
      await under.store.purgeTombstones(150);
      expect(seen.at(-1)).toEqual({ gone: true, purgedThrough: tombstone.position });
      await under.reopen();
      expect((await timeline()).purgedThrough).toBe(tombstone.position);
      const next = await won(newDraft('next'));
      expect(next.position).toBeGreaterThan(tombstone.position);
      expect(await under.store.purgeTombstones(150)).toBe(0);
      expect((await timeline()).purgedThrough).toBe(tombstone.position);
    });
  });
}
