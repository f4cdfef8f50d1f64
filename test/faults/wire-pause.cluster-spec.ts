import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { describeFaults } from './support/describe-faults.js';
import { allHaveLostABackend } from './support/observe.js';
import { Scene } from './support/scene.js';

const PAUSED_MS = 10_000;
const BACK_WITHIN_MS = 2_000;

describeFaults('The directory while its wire server hangs', ({ mongodb }, services) => {
  let scene: Scene;

  beforeEach(async () => {
    await services.restore();
    scene = await Scene.start({ mongodb });
  }, 90_000);

  afterEach(async () => {
    await services.restore();
    await scene.end();
  }, 90_000);

  it('should refuse writes in time and lose no acknowledged change', async () => {
    const { load, cluster } = scene;
    await services.pause('wire');
    await pause(PAUSED_MS);
    const noticed = await allHaveLostABackend(load.client, cluster.urls);
    await services.resume('wire');
    const backAfterMs = await Promise.all(
      cluster.replicas.map((replica) => load.writesAfterMs(replica)),
    );
    await pause(1_500);
    await scene.conclude(`The wire server paused for ${PAUSED_MS / 1_000} s`, {
      'writes again, ms': backAfterMs.join(' / '),
    });
    expect(noticed).toBe(true);
    expect(load.tally.count('writes', '503 STORAGE_UNAVAILABLE')).toBeGreaterThan(0);
    expect(Math.max(...backAfterMs)).toBeLessThan(BACK_WITHIN_MS);
  });
});
