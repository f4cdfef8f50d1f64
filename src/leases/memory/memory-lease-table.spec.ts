import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { phaseMs } from '../../manifest/lease-terms.js';
import type { Liveness } from '../../manifest/status.js';
import { MemoryLeaseTable } from './memory-lease-table.js';

interface ModelLease {
  interval: number;
  phase: Liveness;
  deadline: number;
}

const IDS = ['a', 'b', 'c', 'd'];
const NEXT = { live: 'stale', stale: 'offline', offline: 'offline' } as const;

type Step =
  | { readonly kind: 'grant'; readonly id: string; readonly interval: number }
  | { readonly kind: 'renew' | 'release'; readonly id: string }
  | { readonly kind: 'pass'; readonly halves: number }
  | { readonly kind: 'sweep' };

const id = fc.constantFrom(...IDS);
const steps = fc.array(
  fc.oneof<fc.Arbitrary<Step>[]>(
    fc.record({ kind: fc.constant('grant'), id, interval: fc.constantFrom(5, 10, 60, 3_600) }),
    fc.record({ kind: fc.constant('renew'), id }),
    fc.record({ kind: fc.constant('release'), id }),
    fc.record({ kind: fc.constant('pass'), halves: fc.integer({ min: 1, max: 90 }) }),
    fc.record({ kind: fc.constant('sweep') }),
  ),
  { maxLength: 60 },
);

describe(MemoryLeaseTable.name, () => {
  it('should behave like a plain map of deadlines', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (program) => {
        const clock = new ManualClock();
        const table = new MemoryLeaseTable(clock);
        const model = new Map<string, ModelLease>();
        let now = 0;
        const key = (name: string) => ({ tenant: 'default', id: name });
        const setPhase = (lease: ModelLease, phase: Liveness): void => {
          lease.phase = phase;
          lease.deadline = now + phaseMs(phase, lease.interval);
        };
        for (const step of program) {
          switch (step.kind) {
            case 'grant': {
              const lease = { interval: step.interval, phase: 'live' as Liveness, deadline: 0 };
              setPhase(lease, 'live');
              model.set(step.id, lease);
              await table.grant(key(step.id), step.interval);
              break;
            }
            case 'renew': {
              const lease = model.get(step.id);
              if (lease) setPhase(lease, 'live');
              const renewed = await table.renew(key(step.id));
              expect(renewed?.intervalSeconds).toBe(lease?.interval);
              break;
            }
            case 'release':
              model.delete(step.id);
              await table.release(key(step.id));
              break;
            case 'pass':
              for (let half = 0; half < step.halves; half += 1) {
                clock.advance(500);
                now += 500;
                await table.tick();
              }
              break;
            case 'sweep': {
              const due = [...model].filter(([, lease]) => lease.deadline <= now);
              const claims = await table.claimExpired({ live: Infinity, marked: Infinity });
              expect(claims.map((claim) => claim.id).sort()).toEqual(
                due.map(([name]) => name).sort(),
              );
              for (const claim of claims) await table.advance(claim, NEXT[claim.phase]);
              for (const [, lease] of due) setPhase(lease, NEXT[lease.phase]);
            }
          }
          for (const name of IDS) {
            const lease = model.get(name);
            const found = await table.find(key(name));
            expect(found?.phase).toBe(lease?.phase);
            expect(found?.remainingMs).toBe(lease && Math.max(0, lease.deadline - now));
          }
          const live = [...model.values()].filter(({ phase }) => phase === 'live');
          expect(await table.counts()).toMatchObject({
            live: live.length,
            total: model.size,
            expired: live.filter(({ deadline }) => deadline <= now).length,
          });
        }
      }),
      { numRuns: 300 },
    );
  });

  it('should let a heartbeat wait for the mark and see it', async () => {
    const clock = new ManualClock();
    const table = new MemoryLeaseTable(clock);
    const key = { tenant: 'default', id: 'a' };
    await table.grant(key, 5);
    for (let half = 0; half < 30; half += 1) {
      clock.advance(500);
      await table.tick();
    }
    const [claim] = await table.claimExpired({ live: 1, marked: 0 });
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
      await table.tick();
    }
    const claims = await table.claimExpired({ live: Infinity, marked: Infinity });
    expect(claims.map((claim) => claim.id)).toEqual(['short']);
  });
});
