import { describe, expect, it } from '@jest/globals';
import { Random } from '../../support/random.js';
import { FaultPlan } from './fault-plan.js';

describe('The plan of faults', () => {
  it('should be about the same faults for the same seed', () => {
    const steps = (seed: number) => {
      const plan = new FaultPlan(new Random(seed), 3, 40);
      return Array.from({ length: 30 }, () => plan.next());
    };
    expect(steps(7)).toEqual(steps(7));
    expect(steps(7)).not.toEqual(steps(8));
  });
});
