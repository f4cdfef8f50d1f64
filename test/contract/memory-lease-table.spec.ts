import { MemoryLeaseTable } from '../../src/leases/memory/memory-lease-table.js';
import { ManualClock } from '../support/manual-clock.js';
import { leaseTableContract } from './lease-table.contract.js';

leaseTableContract('MemoryLeaseTable', async () => {
  const clock = new ManualClock();
  const leases = new MemoryLeaseTable(clock);
  await leases.start(0);
  return {
    leases,
    now: () => clock.now(),
    async pass(seconds: number) {
      for (let half = 0; half < seconds * 2; half += 1) {
        clock.advance(500);
        await leases.tick();
      }
    },
    async standStill(seconds: number) {
      clock.advance(seconds * 1_000);
      await leases.tick();
    },
  };
});
