import { describe, it } from '@jest/globals';
import fc from 'fast-check';
import { leaseSteps } from '../support/lease-steps.arbitrary.js';
import { openMemoryLeases } from '../support/memory-leases.js';
import { ModelledLeases } from './lease-table.model.js';

describe('MemoryLeaseTable against a model', () => {
  it('should behave like a plain map of deadlines', async () => {
    await fc.assert(
      fc.asyncProperty(leaseSteps, async (program) => {
        const pair = new ModelledLeases(await openMemoryLeases(), { heartbeatsWait: true });
        for (const step of program) {
          await pair.take(step);
          await pair.compare();
        }
      }),
      { numRuns: 300 },
    );
  });
});
