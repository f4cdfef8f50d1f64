import fc from 'fast-check';
import type { Pace } from '../../src/leases/lease-table.js';
import type { Liveness } from '../../src/manifest/status.js';

export interface RestoreStep {
  readonly kind: 'restore';
  readonly id: string;
  readonly phase: Liveness;
  /** Of a marked one; a live one gets a full term. */
  readonly remainingSeconds: number;
  readonly recentSeconds: number;
}

/** What can happen to a lease table. */
export type LeaseStep =
  | {
      readonly kind: 'grant';
      readonly id: string;
      readonly interval: number;
      readonly confirms: boolean;
    }
  | RestoreStep
  | { readonly kind: 'renew'; readonly id: string; readonly confirms: boolean }
  | { readonly kind: 'release'; readonly id: string }
  | { readonly kind: 'pass'; readonly seconds: number; readonly ageMarks: boolean }
  | { readonly kind: 'spare' | 'grace' | 'forget marks' }
  | { readonly kind: 'claim'; readonly live: number; readonly marked: number; readonly pace: Pace }
  /** Of the oldest claim, which may be held no longer. */
  | { readonly kind: 'advance'; readonly recentSeconds: number }
  | { readonly kind: 'end' | 'confirm' | 'give back' };

/** The ids in the steps. */
export const IDS: readonly string[] = ['a', 'b', 'c', 'd', 'e', 'f'];

const id = fc.constantFrom(...IDS);
const kind = <K extends string>(...names: K[]) => fc.constantFrom(...names);
/** Whether the fence that a heartbeat got was written. */
const confirms = fc.boolean();
const upTo = (max: number) => fc.integer({ min: 0, max });
const limit = fc.oneof(fc.constant(Infinity), upTo(4));
const recentSeconds = fc.constantFrom(0, 10, 60, 180);
const pace = fc.oneof<fc.Arbitrary<Pace>[]>(
  fc.record({ atOnce: limit }),
  fc.record({ episode: fc.integer({ min: 1, max: 2 }), budget: upTo(6) }),
);

const weighted: readonly [number, fc.Arbitrary<LeaseStep>][] = [
  [4, fc.record({ kind: kind('grant'), id, interval: fc.constantFrom(5, 10, 60), confirms })],
  [
    2,
    fc.record({
      kind: kind('restore'),
      id,
      phase: kind('live', 'stale', 'offline'),
      remainingSeconds: fc.integer({ min: -10, max: 40 }),
      recentSeconds,
    }),
  ],
  [3, fc.record({ kind: kind('renew'), id, confirms })],
  [1, fc.record({ kind: kind('release'), id })],
  [
    4,
    fc.record({
      kind: kind('pass'),
      seconds: fc.integer({ min: 1, max: 40 }),
      ageMarks: fc.boolean(),
    }),
  ],
  [1, fc.record({ kind: kind('spare', 'forget marks') })],
  [2, fc.record({ kind: kind('grace') })],
  [5, fc.record({ kind: kind('claim'), live: limit, marked: limit, pace })],
  [5, fc.record({ kind: kind('advance'), recentSeconds })],
  [2, fc.record({ kind: kind('end', 'confirm', 'give back') })],
];

export const leaseSteps: fc.Arbitrary<LeaseStep[]> = fc.array(
  fc.oneof(...weighted.map(([weight, arbitrary]) => ({ weight, arbitrary }))),
  { maxLength: 80, size: 'max' },
);
