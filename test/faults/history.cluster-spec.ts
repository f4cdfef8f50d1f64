import { afterEach, expect, it } from '@jest/globals';
import { Random } from '../support/random.js';
import { History } from './history/history.js';
import { describeFaults } from './support/describe-faults.js';

/** More would be more changes of one server than its history keeps. */
const MOST_MINUTES = 60;
const MINUTES = Math.min(MOST_MINUTES, Number(process.env['HISTORY_MINUTES'] ?? 5));
const SEED = Number(process.env['HISTORY_SEED'] ?? Date.now() % 1_000_000);
const LEAST_CHANGES_A_MINUTE = 20;
const MARGIN_MS = 300_000;

describeFaults('The history of a directory under random faults', ({ mongodb }, services) => {
  let history: History | undefined;

  afterEach(async () => {
    await history?.end();
  }, 120_000);

  it(
    `should hold what is guaranteed, for ${MINUTES} minutes with HISTORY_SEED=${SEED}`,
    async () => {
      process.stdout.write(`HISTORY_SEED=${SEED} chooses these faults:\n`);
      await services.restore();
      history = await History.begin(mongodb, services, new Random(SEED));
      const end = performance.now() + MINUTES * 60_000;
      while (performance.now() < end) await history.nextStep();
      const { faults, acknowledged, marked } = await history.conclude();
      expect(faults).toEqual([]);
      // Or else nothing here is tested.
      expect(acknowledged).toBeGreaterThan(LEAST_CHANGES_A_MINUTE * MINUTES);
      expect(marked).toBeGreaterThan(0);
    },
    MINUTES * 60_000 + MARGIN_MS,
  );
});
