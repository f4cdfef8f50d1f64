import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { describeFaults } from './support/describe-faults.js';
import { killRepeatedly } from './support/outages.js';
import { Scene } from './support/scene.js';

/** The longest outlasts the deadline of a write. */
const AWAY_MS = [0, 1_000, 7_000, 2_000, 3_000];

const BACK_WITHIN_MS = 2_000;

describeFaults('The directory while its wire server is killed', ({ mongodb }, services) => {
  let scene: Scene;

  beforeEach(async () => {
    await services.restore();
    scene = await Scene.start({ mongodb });
  }, 90_000);

  afterEach(async () => {
    await services.restore();
    await scene.end();
  }, 90_000);

  it(`should lose no acknowledged change and go on reading, ${AWAY_MS.length} times`, async () => {
    const backAfterMs = await killRepeatedly(scene, services, 'wire', AWAY_MS);
    await scene.conclude('SIGKILL of the wire server', {
      'away, ms': AWAY_MS.join(' / '),
      'writes again, ms': backAfterMs.join(' / '),
    });
    expect(scene.load.tally.count('writes', '503 STORAGE_UNAVAILABLE')).toBeGreaterThan(0);
    expect(Math.max(...backAfterMs)).toBeLessThan(BACK_WITHIN_MS);
  });
});
