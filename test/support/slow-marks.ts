import { setTimeout as sleep } from 'node:timers/promises';
import { ManifestStore, type RecordChange } from '../../src/storage/manifest-store.js';
import type { Random } from './random.js';
import type { TestApp } from './test-app.js';

/** What became of the marks of one replica. */
export interface MarkCounts {
  won: number;
  lost: number;
  killedBefore: number;
  killedAfter: number;
}

/**
 * Lets a replica's marks stand still between claim and write for a while, or end there as in a crash: before the
 * write, or after it and before the sweeper hears of that.
 */
export function slowDownMarks(
  directory: TestApp,
  random: Random,
  options: { readonly longestMs: number; readonly killed: number },
): MarkCounts {
  const store = directory.app.get(ManifestStore);
  const commit = store.commit.bind(store);
  const counts: MarkCounts = { won: 0, lost: 0, killedBefore: 0, killedAfter: 0 };
  store.commit = async (change: RecordChange) => {
    if (change.fence === undefined) return commit(change);
    await sleep(random.below(options.longestMs));
    if (random.chance(options.killed)) {
      counts.killedBefore += 1;
      throw new Error('killed before the write');
    }
    const result = await commit(change);
    counts[result.outcome] += 1;
    if (random.chance(options.killed)) {
      counts.killedAfter += 1;
      throw new Error('killed after the write');
    }
    return result;
  };
  return counts;
}
