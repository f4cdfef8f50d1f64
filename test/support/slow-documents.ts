import type { ManualClock } from './manual-clock.js';

const SEARCH_MS = 15;

/** Documents of a large directory: each search takes its time, and always has the same answer. */
export class SlowDocuments {
  asked = 0;

  constructor(private readonly clock: ManualClock) {}

  version(): number {
    return 1;
  }

  search(): { etag: string } {
    this.asked += 1;
    this.clock.advance(SEARCH_MS);
    return { etag: '"same"' };
  }

  /** The most searches in one turn until there were so many. */
  async mostAtOnce(until: number): Promise<number> {
    let most = 0;
    while (this.asked < until) {
      const before = this.asked;
      await new Promise(setImmediate);
      most = Math.max(most, this.asked - before);
    }
    return most;
  }
}
