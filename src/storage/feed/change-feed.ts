import { Logger } from '@nestjs/common';
import type { Clock } from '../../common/clock.js';
import { sortInSlices } from '../../common/sort-in-slices.js';
import { TimeSlice } from '../../common/time-slice.js';
import { recordKey } from '../../manifest/record-key.js';
import type { ServerRecord } from '../../manifest/server-record.js';
import type { Timeline } from '../../manifest/timeline.js';
import type { FeedBatch, FeedListener, RecordName } from '../manifest-store.js';
import { Doubts } from './doubts.js';
import { portions } from '../portions.js';
import type { FeedSignals } from './feed-signals.js';
import type { FeedSource } from './feed-source.js';
import { FeedTimeline } from './feed-timeline.js';
import { KnownRecords } from './known-records.js';
import { secondLook } from './second-look.js';
import { SortedWalk } from './sorted-walk.js';
import { STEP_MS, StoreClock } from './store-clock.js';

/** A change may become visible this much later than its time says. */
const OVERLAP_MS = 2_000;
const WIDE_OVERLAP_MS = 60_000;
const WIDE_POLL_EVERY_MS = 30_000;
const COMPARE_EVERY_MS = 600_000;
const SLICE = 5_000;
const FETCH = 500;
const NOTHING: FeedBatch = { records: [], corrected: [], gone: [] };

/**
 * The change feed of a store that other replicas write to as well. Truth comes from polling, speed from signals,
 * certainty from comparing everything now and then: a lost signal costs a second, never a change.
 */
export class ChangeFeed {
  private readonly logger = new Logger('ChangeFeed');
  private readonly listeners: FeedListener[] = [];
  private readonly known = new KnownRecords();
  private readonly doubts = new Doubts();
  private readonly positions: FeedTimeline;
  private readonly storeClock: StoreClock;
  /** The store's time at the beginning of the last poll that succeeded. */
  private polledAt = 0;
  private mustCompare = false;
  private widePollAt = -Infinity;
  private comparedAt = -Infinity;
  private upToDateAt: number;

  constructor(
    private readonly source: FeedSource,
    private readonly signals: FeedSignals,
    private readonly clock: Clock,
  ) {
    this.positions = new FeedTimeline(source);
    this.storeClock = new StoreClock(clock, () => source.serverTime());
    this.upToDateAt = clock.monotonic();
  }

  /** Milliseconds since everything was known to have been heard of. */
  get lagMs(): number {
    return Math.round(this.clock.monotonic() - this.upToDateAt);
  }

  /** The store's time, as far as it was heard; epoch ms. */
  storeTime(): number {
    return this.storeClock.now();
  }

  timeline(): Timeline {
    return this.positions.view(this.polledAt, this.storeTime());
  }

  /** Hands over all that is stored, and from then on what changes. */
  async follow(listener: FeedListener): Promise<void> {
    // Loading may have been interrupted and begin again.
    if (!this.listeners.includes(listener)) this.listeners.push(listener);
    await this.noteTime();
    await this.positions.refresh();
    const start = this.storeTime();
    const slice = new TimeSlice(this.clock);
    for await (const all of this.source.all()) {
      for (const records of portions(all)) {
        this.newerOf(records);
        listener({ ...NOTHING, records });
        await slice.pause();
      }
    }
    // The clock was set back while nobody looked.
    if (this.positions.isAfter(this.storeTime() + STEP_MS)) this.positions.break();
    // And tombstones may have been purged while the others were loaded.
    await this.positions.refresh();
    this.polledAt = start;
    this.comparedAt = this.upToDateAt = this.clock.monotonic();
  }

  /** Takes in records that were just read, newest revisions only; they have gone through the feed when this resolves. */
  async take(records: readonly ServerRecord[]): Promise<void> {
    const slice = new TimeSlice(this.clock);
    for (const portion of portions(records)) {
      await slice.pause();
      // Not before: what another call still has to take in counts as unknown here.
      const newer = this.newerOf(portion);
      if (newer.length > 0) this.publish({ ...NOTHING, records: newer });
    }
  }

  /** Takes in what this replica has written, and tells the others. */
  async written(records: readonly ServerRecord[]): Promise<void> {
    await this.take(records);
    this.signals.send(
      records.map((record) => ({ key: recordKey(record), revision: record.revision })),
    );
  }

  /** Forgets records that this replica has purged. */
  async purged(names: readonly RecordName[]): Promise<void> {
    await this.refreshTimeline();
    for (const name of names) this.known.forget(recordKey(name));
    if (names.length > 0) this.publish({ ...NOTHING, gone: names });
  }

  /** Asks for what has changed; after an outage or a step of the store's clock also compares everything. */
  async poll(): Promise<void> {
    const start = this.clock.monotonic();
    try {
      await this.noteTime();
      await this.refreshTimeline();
      const wide = start - this.widePollAt >= WIDE_POLL_EVERY_MS;
      const time = this.storeTime();
      const since = Math.min(this.polledAt, time) - (wide ? WIDE_OVERLAP_MS : OVERLAP_MS);
      const heads = await this.source.changedSince(since);
      const news = heads.filter(({ key, revision }) => revision > this.known.revision(key));
      await this.fetch(news.map(({ key }) => key));
      // What was under way when the clock was set becomes visible later, with a time from before.
      const settling = start - this.storeClock.steppedAt < WIDE_OVERLAP_MS;
      this.polledAt = settling ? Math.min(this.polledAt, time) : time;
      if (wide) this.widePollAt = start;
      if (this.mustCompare || start - this.comparedAt >= COMPARE_EVERY_MS) await this.compare();
      await this.settleDoubts(start);
      this.upToDateAt = start;
    } catch (error) {
      this.mustCompare = true;
      throw error;
    }
  }

  /** Fetches those of the keys that are behind these revisions. */
  async catchUp(
    changed: readonly { readonly key: string; readonly revision: number }[],
  ): Promise<void> {
    const behind = changed.filter(({ key, revision }) => revision > this.known.revision(key));
    await this.fetch(behind.map(({ key }) => key));
  }

  /** Compares everything with the store, in slices. It is right: at once where it is newer, and in the end downwards. */
  async compare(): Promise<void> {
    this.mustCompare = false;
    const slice = new TimeSlice(this.clock);
    const keys = await sortInSlices(this.known.keys(), (a, b) => (a < b ? -1 : 1), slice);
    const walk = new SortedWalk(keys);
    let after = '';
    for (;;) {
      const moment = this.known.now;
      const heads = await this.source.headsAfter(after, SLICE);
      const last = heads.length < SLICE ? undefined : heads.at(-1)?.key;
      const stored = new Set(heads.map(({ key }) => key));
      const suspects = heads.filter((head) => !this.known.is(head)).map(({ key }) => key);
      for (const key of walk.upTo(last)) if (!stored.has(key)) suspects.push(key);
      await this.correct(suspects, moment);
      await slice.pause();
      if (last === undefined) break;
      after = last;
    }
    this.comparedAt = this.clock.monotonic();
  }

  private newerOf(records: readonly ServerRecord[]): ServerRecord[] {
    return records.filter((record) => {
      const key = recordKey(record);
      if (record.revision <= this.known.revision(key)) return false;
      this.known.take(key, record);
      this.doubts.forget(key);
      this.positions.saw(record.position);
      return true;
    });
  }

  /** Takes in what is newer in the store; what is older, or missing there, is looked at again later. */
  private async correct(suspects: readonly string[], moment: number): Promise<void> {
    const now = this.clock.monotonic();
    for (let first = 0; first < suspects.length; first += FETCH) {
      const keys = suspects.slice(first, first + FETCH);
      const stored = await this.stored(keys);
      const { newer, corrected, gone } = secondLook(this.known, keys, stored, moment);
      for (const name of [...corrected, ...gone]) this.doubts.note(recordKey(name), now, moment);
      await this.take(newer);
    }
  }

  /** A second look decides about what was doubted long enough, unless the record has changed here since the first. */
  private async settleDoubts(now: number): Promise<void> {
    for (const [moment, doubted] of this.doubts.take(now)) {
      for (let first = 0; first < doubted.length; first += FETCH) {
        const keys = doubted.slice(first, first + FETCH);
        const stored = await this.stored(keys);
        if (secondLook(this.known, keys, stored, moment).wentBack) this.positions.break();
        await this.refreshTimeline();
        const { newer, corrected, gone } = secondLook(this.known, keys, stored, moment);
        // At once: what changes here from now on is right.
        this.correctTo(corrected, gone);
        await this.take(newer);
      }
    }
  }

  private async stored(keys: readonly string[]): Promise<Map<string, ServerRecord>> {
    return new Map((await this.source.records(keys)).map((one) => [recordKey(one), one]));
  }

  private correctTo(corrected: readonly ServerRecord[], gone: readonly RecordName[]): void {
    if (corrected.length + gone.length === 0) return;
    for (const record of corrected) this.known.take(recordKey(record), record);
    for (const name of gone) this.known.forget(recordKey(name));
    const counts = { corrected: corrected.length, gone: gone.length };
    this.logger.log({ msg: 'The store differs from what was known; it is right', ...counts });
    this.publish({ ...NOTHING, corrected, gone });
    // If the store was only behind after all, what it has by now is found at once.
    this.widePollAt = -Infinity;
  }

  private async fetch(keys: readonly string[]): Promise<void> {
    for (let first = 0; first < keys.length; first += FETCH) {
      await this.take(await this.source.records(keys.slice(first, first + FETCH)));
    }
  }

  private async refreshTimeline(): Promise<void> {
    if (await this.positions.refresh()) this.publish({ ...NOTHING, newEpoch: true });
  }

  private async noteTime(): Promise<void> {
    if (!(await this.storeClock.refresh())) return;
    this.mustCompare = true;
    this.positions.break();
  }

  /** Hands a batch over as it is. */
  publish(batch: FeedBatch): void {
    for (const listener of this.listeners) listener(batch);
  }
}
