import { afterAll, beforeAll, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import fc from 'fast-check';
import { leaseSteps } from '../support/lease-steps.arbitrary.js';
import { RedisLeases } from '../support/redis-leases.js';
import { describeWithServices } from '../support/services.js';
import { ModelledLeases } from './lease-table.model.js';

Logger.overrideLogger(false);

describeWithServices('RedisLeaseTable against a model', ['redis'], (urls) => {
  let under: RedisLeases;

  beforeAll(() => {
    under = new RedisLeases(urls.redis);
  });

  afterAll(() => under.close());

  it('should behave like a plain map of deadlines', async () => {
    await fc.assert(
      fc.asyncProperty(leaseSteps, async (program) => {
        under.startAnew();
        const pair = new ModelledLeases(await under.openForTest(), { heartbeatsWait: false });
        for (const step of program) {
          await pair.take(step);
          await pair.compare();
        }
      }),
      { numRuns: 120, interruptAfterTimeLimit: 10_000 },
    );
  });
});
