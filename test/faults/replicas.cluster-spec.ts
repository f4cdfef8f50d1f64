import { afterEach, expect, it } from '@jest/globals';
import { Nginx } from '../support/nginx.js';
import { describeWithServices } from '../support/services.js';
import { Newcomer } from './support/newcomer.js';
import { Scene } from './support/scene.js';
import { anyServing } from './support/target.js';

const KILLS = 6;
const ROUNDS = 2;

const installed = Nginx.isInstalled();
if (!installed && process.env['REQUIRE_SERVICES'] === '1')
  throw new Error('nginx is not installed, and REQUIRE_SERVICES=1 demands it');
if (!installed) process.stderr.write('Skipped: the rolling restart (nginx is not installed)\n');

describeWithServices('The replicas of a directory', ['mongodb', 'redis-server'], ({ mongodb }) => {
  let scene: Scene | undefined;

  afterEach(async () => {
    await scene?.end();
  }, 90_000);

  it(`should lose no acknowledged change when one after another is killed, ${KILLS} times`, async () => {
    scene = await Scene.start({ mongodb });
    const { cluster, load } = scene;
    const loadedMs: number[] = [];
    for (let kill = 0; kill < KILLS; kill += 1) {
      const replica = cluster.replicas[kill % cluster.replicas.length];
      if (replica === undefined) throw new Error('There is no replica');
      await replica.kill();
      const newcomer = new Newcomer(replica.url, load.members, load.client, load.tally);
      loadedMs.push(await newcomer.watch(() => replica.start()));
      await load.writesAfterMs(replica);
    }
    await scene.conclude(`SIGKILL of replicas, ${KILLS} times`, {
      'first listing, ms': loadedMs.join(' / '),
      newcomers: load.tally.line('newcomers'),
    });
  });

  (installed ? it : it.skip)(
    `should fail no read in a rolling restart, ${ROUNDS} times`,
    async () => {
      scene = await Scene.start({ mongodb, front: (upstreams) => Nginx.start({ upstreams }) });
      const { cluster, load } = scene;
      const exits: unknown[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        for (const replica of cluster.replicas) {
          exits.push(await replica.stop());
          expect(anyServing(cluster.replicas)).toBeDefined();
          const newcomer = new Newcomer(replica.url, load.members, load.client, load.tally);
          await newcomer.watch(() => replica.start());
        }
      }
      await scene.conclude(`Rolling restart behind nginx, ${ROUNDS} times`, {
        newcomers: load.tally.line('newcomers'),
      });
      expect(new Set(exits.map((exit) => JSON.stringify(exit)))).toEqual(
        new Set([JSON.stringify({ code: 0, signal: null })]),
      );
      expect(load.tally.count('reads', '200')).toBeGreaterThan(0);
    },
  );
});
