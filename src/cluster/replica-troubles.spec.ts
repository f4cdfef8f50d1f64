import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../test/support/manual-clock.js';
import type { Sign } from '../storage/signs-of-life.js';
import { ReplicaTroubles } from './replica-troubles.js';

const OWN = { isShared: true, table: 'table/run' };

const sign = (changes: Partial<Sign> = {}): Sign => ({
  replica: 'b',
  count: 1,
  admitted: true,
  sharesLeases: true,
  reachesLeases: true,
  keepsHeartbeats: false,
  leaseTable: 'table/run',
  ...changes,
});

describe(ReplicaTroubles.name, () => {
  it('should see no trouble in replicas that use the same leases, or take no requests yet', () => {
    const troubles = new ReplicaTroubles(new ManualClock());
    expect(troubles.look([sign(), sign({ replica: 'c', leaseTable: null })], OWN)).toBeUndefined();
    const starting = sign({ admitted: false, sharesLeases: false, reachesLeases: false });
    expect(troubles.look([starting], OWN)).toBeUndefined();
  });

  it('should name the replica that keeps heartbeats, and since when; that passes', () => {
    const clock = new ManualClock('2026-11-22T12:00:00.000Z');
    const troubles = new ReplicaTroubles(clock);
    const cutOff = sign({ reachesLeases: false, keepsHeartbeats: true, leaseTable: null });
    const reason = 'replica b has not reached Redis since 2026-11-22T12:00:00.000Z';
    expect(troubles.look([cutOff], OWN)).toEqual({ reason, passes: true });
    clock.advance(10_000);
    expect(troubles.look([cutOff], OWN)?.reason).toBe(reason);
    expect(troubles.look([sign()], OWN)).toBeUndefined();
    expect(troubles.look([cutOff], OWN)?.reason).toContain('12:00:10');
  });

  it('should not wait for a replica that refuses heartbeats itself', () => {
    const troubles = new ReplicaTroubles(new ManualClock());
    expect(troubles.look([sign({ reachesLeases: false })], OWN)).toBeUndefined();
  });

  it('should tell after some seconds that another table is used, which does not pass', () => {
    const clock = new ManualClock();
    const troubles = new ReplicaTroubles(clock);
    const apart = sign({ leaseTable: 'table/another run' });
    expect(troubles.look([apart], OWN)).toBeUndefined();
    clock.advance(4_999);
    expect(troubles.look([apart], OWN)).toBeUndefined();
    clock.advance(1);
    expect(troubles.look([apart], OWN)).toMatchObject({
      reason: expect.stringContaining('uses the leases in another Redis'),
      passes: false,
    });
    expect(troubles.look([apart], { ...OWN, table: null })).toBeUndefined();
  });

  it('should tell at once that leases are not shared, before what passes', () => {
    const troubles = new ReplicaTroubles(new ManualClock());
    const cutOff = sign({ reachesLeases: false, keepsHeartbeats: true });
    const apart = sign({ replica: 'c', sharesLeases: false });
    expect(troubles.look([cutOff, apart], OWN)).toMatchObject({
      reason: expect.stringContaining('replica c keeps leases of its own'),
      passes: false,
    });
    expect(troubles.look([sign()], { isShared: false, table: null })?.passes).toBe(false);
  });
});
