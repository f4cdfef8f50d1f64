import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LivenessModel } from '../support/liveness-model.js';
import { ATTACKER, livenessAttacks } from '../support/liveness-attack.arbitrary.js';
import { livenessSteps } from '../support/liveness-steps.arbitrary.js';
import { tempDir } from '../support/temp-dir.js';

/** Looks longer with `MODEL_RUNS=<times>`. */
const TIMES = Number(process.env['MODEL_RUNS'] ?? 1);

/**
 * Random schedules against a plain account of who was heard of when. No live server is marked, no dead one stays
 * unmarked longer than its term and a sweep (or than self-preservation lasts), none comes back by itself.
 */
describe('Liveness against a model', () => {
  it.each([
    { fleet: 6, runs: 60, expected: { held: false } },
    { fleet: 24, runs: 50, expected: { held: true } },
  ])(
    'should be right about a fleet of $fleet',
    async ({ fleet, runs, expected }) => {
      const totals = { marked: 0, held: 0 };
      await fc.assert(
        fc.asyncProperty(livenessSteps(fleet), async (steps) => {
          const data = await tempDir();
          const model = await LivenessModel.start(data.path);
          try {
            for (const step of steps) await model.take(step);
          } finally {
            await model.end();
            await data.remove();
          }
          totals.marked += model.seen.marked;
          totals.held += model.seen.held;
        }),
        { numRuns: runs * TIMES },
      );
      expect(totals.marked).toBeGreaterThan(0);
      expect(totals.held > 0).toBe(expected.held);
    },
    600_000 * TIMES,
  );

  it(
    'should hide no death and hold nothing back for servers that are there to fall silent',
    async () => {
      const totals = { marked: 0, silenced: 0 };
      await fc.assert(
        fc.asyncProperty(livenessAttacks(), async ({ steps, dead, silence, allAtOnce }) => {
          const data = await tempDir();
          let allAreSilent = false;
          const mayWait = (owner: string): boolean => allAreSilent || owner === ATTACKER;
          const model = await LivenessModel.start(data.path, mayWait);
          try {
            for (const step of steps) await model.take(step);
            expect(model.seen.held).toBe(0);
            totals.marked += dead.length;
            allAreSilent = true;
            await model.take(silence);
            if (allAtOnce) expect(model.seen.held).toBeGreaterThan(0);
            totals.silenced += allAtOnce ? 1 : 0;
          } finally {
            await model.end();
            await data.remove();
          }
        }),
        { numRuns: 8 * TIMES },
      );
      expect(totals.marked).toBeGreaterThan(0);
      expect(totals.silenced).toBeGreaterThan(0);
    },
    600_000 * TIMES,
  );
});
