import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { describeWithServices } from '../support/services.js';
import { clockSkew } from './support/clock-skew.js';
import { loadManifest } from './support/load-manifest.js';
import { TERM_MS } from './support/member.js';
import { statusEverywhere } from './support/observe.js';
import { Scene } from './support/scene.js';
import { waitUntil } from './support/wait-until.js';

const HOUR_MS = 3_600_000;
const SKEWS_MS = [0, HOUR_MS, -HOUR_MS];
const SLACK_MS = 5_000;
/** For a revision in seconds, and a busy machine. */
const NEAR_MS = 10_000;

interface Registered {
  readonly revision: number;
  readonly lease: { readonly expires_at: string };
}

describeWithServices(
  'Replicas whose clocks differ by hours',
  ['mongodb', 'redis-server'],
  (urls) => {
    let scene: Scene;

    beforeEach(async () => {
      const replicas = () => SKEWS_MS.map((ms) => clockSkew(ms));
      scene = await Scene.start({ mongodb: urls.mongodb, replicas });
    }, 90_000);

    afterEach(async () => {
      await scene.end();
    }, 90_000);

    it('should keep one order, one liveness and one catalog', async () => {
      const { load, cluster } = scene;
      const offsets: string[] = [];
      for (const [index, replica] of cluster.replicas.entries()) {
        // Its clock is off, or else nothing here is tested.
        const { time } = JSON.parse(replica.output.at(-1) ?? '') as { time: string };
        expect(Math.abs(Date.parse(time) - Date.now() - (SKEWS_MS[index] ?? 0))).toBeLessThan(
          NEAR_MS,
        );

        const server = `${replica.url}/servers`;
        const registered = await load.client.post(
          `${server}/register`,
          loadManifest(`passing-${index}`, '1', 5),
        );
        const { revision, lease } = JSON.parse(registered.text) as Registered;
        const leaseMs = Date.parse(lease.expires_at) - Date.now();
        const revisionMs = revision * 1_000 - Date.now();
        offsets.push(`${Math.round(leaseMs)} / ${Math.round(revisionMs)}`);
        expect(Math.abs(revisionMs)).toBeLessThan(NEAR_MS);
        expect((await load.client.delete(`${server}/passing-${index}`)).status).toBe(200);
      }
      const quitter = load.addMember('quitter');
      const quitterIs = (status: string) => () =>
        statusEverywhere(load.client, cluster.urls, quitter.id, status);
      expect(await waitUntil(quitterIs('healthy'), SLACK_MS)).toBeDefined();
      quitter.fallSilent();
      const marked = await waitUntil(quitterIs('stale'), TERM_MS + SLACK_MS);
      quitter.speakAgain();
      const resumed = await waitUntil(quitterIs('healthy'), SLACK_MS);
      await scene.conclude('Clocks of 0, +1 h and -1 h', {
        'lease ends / first revision, ms from now': offsets.join(', '),
        'silent member marked': `${marked ?? 'never'} ms after its last word`,
        'and healthy': `${resumed ?? 'never'} ms after it spoke again`,
      });
      expect(marked).toBeGreaterThan(TERM_MS - SLACK_MS);
      expect(resumed).toBeDefined();
    });
  },
);
