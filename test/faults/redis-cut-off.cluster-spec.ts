import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { describeWithServices } from '../support/services.js';
import { Forwarder } from './support/forwarder.js';
import { TERM_MS } from './support/member.js';
import { allHaveLostABackend, allReachBackends, statusEverywhere } from './support/observe.js';
import { Scene } from './support/scene.js';
import { waitUntil } from './support/wait-until.js';

/** Longer than a term: what only the replica that is cut off hears of would have run out. */
const AWAY_MS = TERM_MS + 3_000;
const SLACK_MS = 5_000;

describeWithServices('A replica that alone', ['mongodb', 'redis-server'], ({ mongodb }) => {
  let scene: Scene;
  let way: Forwarder;

  beforeEach(async () => {
    way = await Forwarder.create();
    await way.open();
    scene = await Scene.start({
      mongodb,
      replicas: (redisUrl) => [{}, {}, { REDIS_URL: way.to(redisUrl) }],
    });
  }, 90_000);

  afterEach(async () => {
    await scene.end();
    await way.close();
  }, 90_000);

  it('cannot reach Redis should keep the others from marking those whose heartbeats it takes', async () => {
    const { load, cluster } = scene;
    const cutOff = cluster.replicas[2];
    if (cutOff === undefined) throw new Error('There is no third replica');
    const loyal = ['loyal-0', 'loyal-1', 'loyal-2'].map((id) => load.addLoyalMember(id, cutOff));
    const quitter = load.addMember('quitter');
    const are = (ids: readonly string[], status: string) => async () => {
      const found = await Promise.all(
        ids.map((id) => statusEverywhere(load.client, cluster.urls, id, status)),
      );
      return found.every(Boolean);
    };
    const all = [...loyal, quitter].map(({ id }) => id);
    expect(await waitUntil(are(all, 'healthy'), SLACK_MS)).toBeDefined();

    await way.close();
    quitter.fallSilent();
    await pause(AWAY_MS);
    const spared = await are(all, 'healthy')();
    const noticed = await allHaveLostABackend(load.client, [cutOff.url]);
    await way.open();
    const reached = waitUntil(() => allReachBackends(load.client, cluster.urls), SLACK_MS);
    const marked = await waitUntil(are([quitter.id], 'stale'), 2 * TERM_MS + SLACK_MS);

    await scene.conclude(`One replica without Redis for ${AWAY_MS / 1_000} s`, {
      'Redis reached by all': `after ${(await reached) ?? 'never'} ms`,
      'silent member marked': `${marked ?? 'never'} ms after the return of Redis`,
    });
    expect({ spared, noticed }).toEqual({ spared: true, noticed: true });
    expect(await reached).toBeDefined();
    expect(marked).toBeLessThan(TERM_MS + SLACK_MS);
  });
});
