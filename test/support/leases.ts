import { expect } from '@jest/globals';
import type { Claim, ClaimLimits, Lease, LeaseTable } from '../../src/leases/lease-table.js';

/** An adapter under test that has been started, on a clock that the test moves. */
export interface LeasesUnderTest {
  readonly leases: LeaseTable;
  /** Lets time pass, with a tick each half second as a working sweeper makes them; marks age unless told otherwise. */
  pass(seconds: number, ageMarks?: boolean): Promise<void>;
  /** Lets time pass while no sweeper works; then one tick. */
  standStill(seconds: number): Promise<void>;
  /** Lets time pass without a tick. */
  wait(seconds: number): Promise<void>;
  now(): number;
}

export const ALL: ClaimLimits = { live: Infinity, marked: Infinity, pace: { atOnce: Infinity } };

/** An adapter whose clock can't be stopped is at most this much further than the test, in ms. */
const TOLERANCE_MS = 250;

export function keyOf(id: string): { tenant: string; id: string } {
  return { tenant: 'default', id };
}

/** Claims what has run out, which is one lease. */
export async function claimOne(leases: LeaseTable): Promise<Claim> {
  const [claim, ...others] = await leases.claimExpired(ALL);
  if (claim === undefined || others.length > 0) throw new Error('expected one claim');
  return claim;
}

/** Compares times (ms) of clocks that can't be stopped. */
export function expectNear(actual: number | null | undefined, expected: number): void {
  expect(Math.abs((actual ?? NaN) - expected)).toBeLessThanOrEqual(TOLERANCE_MS);
}

/** Compares the fields that are given: times as {@link expectNear}, and never more than what is left. */
export function expectLease(lease: Lease | undefined, expected: Partial<Lease>): void {
  const { remainingMs, lastHeartbeatAt, ...exact } = expected;
  expect(lease).toMatchObject(exact);
  if (remainingMs !== undefined) {
    expectNear(lease?.remainingMs, remainingMs);
    expect(lease?.remainingMs).toBeLessThanOrEqual(remainingMs);
  }
  if (lastHeartbeatAt === null) expect(lease?.lastHeartbeatAt).toBeNull();
  else if (lastHeartbeatAt !== undefined) expectNear(lease?.lastHeartbeatAt, lastHeartbeatAt);
}
