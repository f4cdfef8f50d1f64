import { describe, expect, it } from '@jest/globals';
import { Random } from '../../support/random.js';
import { FaultPlan } from './fault-plan.js';
import { FAULTS } from './fault-table.js';

const NAMES = Object.keys(FAULTS);

describe('The plan of faults', () => {
  it('should be about the same faults for the same seed', () => {
    const steps = (seed: number) => {
      const plan = new FaultPlan(new Random(seed), 3, 40);
      return Array.from({ length: 30 }, () => plan.next());
    };
    expect(steps(7)).toEqual(steps(7));
    expect(steps(7)).not.toEqual(steps(8));
  });

  it('should bring about every fault, also two at once', () => {
    for (let seed = 0; seed < 20; seed += 1) {
      const plan = new FaultPlan(new Random(seed), 3, 40);
      const steps = Array.from({ length: NAMES.length }, () => plan.next());
      const met = steps.flatMap(({ faults }) => faults.map(({ name }) => name));
      expect(new Set(met)).toEqual(new Set(NAMES));
      expect(steps.some(({ faults }) => faults.length === 2)).toBe(true);
    }
  });
});
