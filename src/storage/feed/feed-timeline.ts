import type { Timeline } from '../../manifest/timeline.js';
import type { FeedMarks, FeedSource } from './feed-source.js';

/** A change may become visible this much later than its position says. */
const OVERLAP_MS = 60_000;

/** Replicas poll every second; one that is further behind is in trouble and says so. */
const MOST_BEHIND_MS = 5_000;

/** One epoch is for all replicas and all their runs: there is none before it that still counts. */
const NO_EPOCHS: ReadonlyMap<string, number> = new Map();

/** Where readers of the feed may go on, on any replica. Positions are times of the store's clock, epoch ms. */
export class FeedTimeline {
  private marks: FeedMarks = { epoch: 0, purgedThrough: 0 };
  private newest = 0;
  private broken = false;

  constructor(private readonly source: FeedSource) {}

  /** The newest position that was handed over. */
  saw(position: number): void {
    this.newest = Math.max(this.newest, position);
  }

  isAfter(time: number): boolean {
    return this.newest > time;
  }

  /** The store went back, or its clock: positions do not order its changes any more. */
  break(): void {
    this.broken = true;
  }

  /** Learns what other replicas did; after a break it begins an epoch for all. Says whether there is a new one. */
  async refresh(): Promise<boolean> {
    const known = this.marks.epoch;
    if (this.broken) await this.source.raiseEpoch(known + 1);
    this.marks = await this.source.marks();
    this.broken = false;
    return this.marks.epoch !== known;
  }

  /**
   * Changes up to `polledAt` are known, as far as they are visible; newer ones that were heard of early do not tell what
   * is still missing before them. Nor does time without changes count: the clock may be set back meanwhile.
   */
  view(polledAt: number, now: number): Timeline {
    const { epoch, purgedThrough } = this.marks;
    const resumeAt = Math.max(0, Math.floor(Math.min(this.newest, polledAt)) - OVERLAP_MS);
    const listedAt = Math.max(resumeAt, Math.floor(now) - MOST_BEHIND_MS);
    return { epoch: String(epoch), earlier: NO_EPOCHS, resumeAt, listedAt, now, purgedThrough };
  }
}
