import { MemoryLeaseTable } from '../../src/leases/memory/memory-lease-table.js';
import type { LeasesUnderTest } from './leases.js';
import { ManualClock } from './manual-clock.js';

/** The leases in memory, on a manual clock. */
export async function openMemoryLeases(): Promise<LeasesUnderTest> {
  const clock = new ManualClock();
  const leases = new MemoryLeaseTable(clock);
  await leases.start(0);
  return {
    leases,
    now: () => clock.now(),
    async pass(seconds, ageMarks = true) {
      for (let half = 0; half < seconds * 2; half += 1) {
        clock.advance(500);
        await leases.tick(ageMarks);
      }
    },
    wait(seconds) {
      clock.advance(seconds * 1_000);
      return Promise.resolve();
    },
    async standStill(seconds) {
      clock.advance(seconds * 1_000);
      await leases.tick(true);
    },
  };
}
