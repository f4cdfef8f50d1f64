import { describe, expect, it } from '@jest/globals';
import { ALL } from '../../../test/support/leases.js';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { MemoryLeaseTable } from './memory-lease-table.js';

describe(MemoryLeaseTable.name, () => {
  it('should let a heartbeat wait for the mark and see it', async () => {
    const clock = new ManualClock();
    const table = new MemoryLeaseTable(clock);
    const key = { tenant: 'default', id: 'a' };
    await table.grant(key, 5);
    for (let half = 0; half < 30; half += 1) {
      clock.advance(500);
      await table.tick(true);
    }
    const [claim] = await table.claimExpired(ALL);
    if (claim === undefined) throw new Error('expected one claim');
    const events: string[] = [];
    const beat = table.renew(key).then((lease) => {
      events.push('renewed');
      return lease;
    });
    await Promise.resolve();
    events.push('marked');
    await table.advance(claim, 'stale');
    expect(await beat).toMatchObject({ phase: 'live', remainingMs: 15_000, fence: null });
    expect(events).toEqual(['marked', 'renewed']);
  });

  it('should find the one lease in 100,000 that has run out', async () => {
    const clock = new ManualClock();
    const table = new MemoryLeaseTable(clock);
    for (let index = 0; index < 100_000; index += 1) {
      await table.grant({ tenant: 'default', id: `s${index}` }, 3_600);
    }
    await table.grant({ tenant: 'default', id: 'short' }, 5);
    for (let half = 0; half < 30; half += 1) {
      clock.advance(500);
      await table.tick(true);
    }
    const claims = await table.claimExpired(ALL);
    expect(claims.map((claim) => claim.id)).toEqual(['short']);
  });
});
