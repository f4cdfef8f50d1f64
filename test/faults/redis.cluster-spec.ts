import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, expect, it } from '@jest/globals';
import type { RedisProcess } from '../support/redis-process.js';
import { describeWithServices } from '../support/services.js';
import { TERM_MS } from './support/member.js';
import { allHaveLostABackend, allReachBackends, statusEverywhere } from './support/observe.js';
import { Scene } from './support/scene.js';
import { SmallDisk } from './support/small-disk.js';
import { waitUntil } from './support/wait-until.js';

/** Longer than a term: each lease would have run out. */
const AWAY_MS = TERM_MS + 3_000;

/** For the sweep, the mark and its way to the other replicas. */
const SLACK_MS = 5_000;

const SLOWEST_READ_MS = 1_000;

interface Fault {
  readonly name: string;
  /** Where Redis keeps its data, when that matters. */
  readonly redisDir?: string;
  begin(redis: RedisProcess): Promise<void> | void;
  end(redis: RedisProcess): Promise<void> | void;
}

const disk = await SmallDisk.mount();
if (disk === undefined)
  console.warn('Skipped: a small file system cannot be mounted here, so no disk can be filled.');

const FAULTS: readonly Fault[] = [
  {
    name: 'is killed',
    begin: (redis) => redis.kill(),
    end: (redis) => redis.startAgain(),
  },
  {
    name: 'hangs',
    begin: (redis) => {
      redis.pause();
    },
    end: (redis) => {
      redis.resume();
    },
  },
  {
    name: 'comes back empty',
    begin: (redis) => redis.kill(),
    end: (redis) => redis.startEmpty(),
  },
  ...(disk === undefined
    ? []
    : [
        {
          name: 'has a full disk',
          redisDir: disk.path,
          begin: () => disk.fill(),
          end: () => disk.free(),
        },
      ]),
];

describeWithServices(
  'The directory while its Redis',
  ['mongodb', 'redis-server'],
  ({ mongodb }) => {
    let scene: Scene | undefined;

    afterEach(async () => {
      await scene?.end();
    }, 90_000);

    afterAll(async () => {
      await disk?.unmount();
    });

    it.each(FAULTS)(
      '$name should mark nobody who sends heartbeats, and everybody else within a term after',
      async ({ redisDir, ...fault }) => {
        scene = await Scene.start({ mongodb, ...(redisDir !== undefined && { redisDir }) });
        const { load, cluster, redis } = scene;
        const quitter = load.addMember('quitter');
        const quitterIs = (status: string) => () =>
          statusEverywhere(load.client, cluster.urls, quitter.id, status);
        expect(await waitUntil(quitterIs('healthy'), SLACK_MS)).toBeDefined();

        await fault.begin(redis);
        quitter.fallSilent();
        await pause(AWAY_MS);
        const spared = await quitterIs('healthy')();
        const noticed = await allHaveLostABackend(load.client, cluster.urls);
        await fault.end(redis);
        const reached = waitUntil(() => allReachBackends(load.client, cluster.urls), SLACK_MS);
        const marked = await waitUntil(quitterIs('stale'), 2 * TERM_MS + SLACK_MS);
        quitter.speakAgain();
        const resumed = await waitUntil(quitterIs('healthy'), SLACK_MS);

        const gaps = load.members.map(({ longestGapMs }) => longestGapMs);
        await scene.conclude(`Redis ${fault.name} for ${AWAY_MS / 1_000} s`, {
          'Redis reached by all': `after ${(await reached) ?? 'never'} ms`,
          'silent member marked': `${marked ?? 'never'} ms after the return of Redis`,
          'and healthy': `${resumed ?? 'never'} ms after it spoke again`,
          'longest silence of a member': `${Math.round(Math.max(...gaps))} ms`,
        });
        expect({ spared, noticed }).toEqual({ spared: true, noticed: true });
        expect(await reached).toBeDefined();
        expect(marked).toBeLessThan(TERM_MS + SLACK_MS);
        expect(resumed).toBeDefined();
        expect(load.tally.quantileMs('reads', 1)).toBeLessThan(SLOWEST_READ_MS);
      },
    );
  },
);
