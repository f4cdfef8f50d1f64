import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../support/manual-clock.js';
import { FeedReplica } from './feed-replica.js';
import { SharedStore } from './shared-store.js';

const COUNT = 100;

describe('ChangeFeed, many records at once', () => {
  it('should hand them over in portions, and what is asked for meanwhile at once', async () => {
    const clock = new ManualClock();
    const store = new SharedStore(clock);
    const replica = new FeedReplica(store, clock);
    await replica.start();
    const records = Array.from({ length: COUNT }, (_, index) => store.write(`s${index}`, false, 0));
    const portions: number[] = [];
    replica.catalog.onChange(({ changes }) => {
      portions.push(changes.length);
      // Others have their turn before the next portion.
      clock.advance(11);
    });
    const taken = replica.feed.take(records);
    await Promise.resolve();
    expect(replica.view(['s0', `s${COUNT - 1}`])).toHaveLength(1);
    await replica.feed.take(records.slice(-1));
    expect(replica.view([`s${COUNT - 1}`])).toHaveLength(1);
    expect(replica.view(['s50'])).toHaveLength(0);
    await taken;
    expect(replica.view(records.map(({ id }) => id))).toHaveLength(COUNT);
    expect(Math.max(...portions)).toBe(16);
    expect(portions.reduce((sum, one) => sum + one)).toBe(COUNT);
  });
});
