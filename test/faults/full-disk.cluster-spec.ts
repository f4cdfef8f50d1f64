import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { describeFaults } from './support/describe-faults.js';
import { Scene } from './support/scene.js';
import { SmallDisk } from './support/small-disk.js';

const FULL_MS = 10_000;
const BACK_WITHIN_MS = 2_000;

interface Status {
  readonly storage: { readonly fault: string | null };
}

/** A directory on the storage's own file system, a small one: it is filled to the last block. */
const path = process.env['TEST_STORAGE_DISK'] ?? '';
if (path === '') process.stderr.write('Skipped: the full disk (TEST_STORAGE_DISK not set)\n');

(path === '' ? describe.skip : describe)('A full disk', () => {
  describeFaults('of the storage', ({ mongodb }, services) => {
    const disk = SmallDisk.at(path);
    let scene: Scene | undefined;

    afterEach(async () => {
      await disk.free();
      await services.restore();
      await scene?.end();
    }, 90_000);

    it('should refuse writes in time, lose no acknowledged change and go on reading', async () => {
      scene = await Scene.start({ mongodb });
      const { load, cluster } = scene;
      await disk.fill();
      await pause(FULL_MS);
      const statuses = await Promise.all(
        cluster.urls.map((url) => load.client.getJson<Status>(`${url}/servers/status`)),
      );
      await disk.free();
      await services.restore();
      const backAfterMs = await Promise.all(
        cluster.replicas.map((replica) => load.writesAfterMs(replica)),
      );
      await pause(1_500);
      await scene.conclude(`The disk of the storage full for ${FULL_MS / 1_000} s`, {
        'writes again, ms': backAfterMs.join(' / '),
        'fault shown': String(statuses[0]?.storage.fault),
      });
      expect(load.tally.count('writes', '503 STORAGE_UNAVAILABLE')).toBeGreaterThan(0);
      expect(Math.max(...backAfterMs)).toBeLessThan(BACK_WITHIN_MS);
    });
  });
});
