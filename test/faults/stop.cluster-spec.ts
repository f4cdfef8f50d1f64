import { performance } from 'node:perf_hooks';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { manifest } from '../support/example-manifest.js';
import { RedisProcess } from '../support/redis-process.js';
import { tempDir } from '../support/temp-dir.js';
import { Cluster } from './support/cluster.js';
import { describeFaults } from './support/describe-faults.js';

const STOPS_WITHIN_MS = 10_000;

describeFaults('Stopping a replica whose backends hang', ({ mongodb }, services) => {
  let data: Awaited<ReturnType<typeof tempDir>>;
  let redis: RedisProcess;
  let cluster: Cluster;

  beforeEach(async () => {
    await services.restore();
    data = await tempDir();
    redis = await RedisProcess.start(data.path);
    cluster = await Cluster.start({
      mongodbUri: mongodb,
      redisUrl: redis.url,
      replicas: () => [{}],
    });
  }, 90_000);

  afterEach(async () => {
    await services.restore();
    await cluster.end();
    redis.resume();
    await redis.kill();
    await data.remove();
  }, 90_000);

  it('should end with code 0 in time, and answer the write that waits', async () => {
    const [replica] = cluster.replicas;
    if (replica === undefined) throw new Error('one replica');
    await services.pause('wire');
    redis.pause();
    const write = fetch(`${replica.url}/servers/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(manifest('waiting')),
    }).then(
      (response) => `answered ${response.status}`,
      () => 'cut',
    );
    await new Promise((resolve) => setTimeout(resolve, 500));
    const begin = performance.now();
    const exit = await replica.stop();
    const seconds = ((performance.now() - begin) / 1_000).toFixed(1);
    process.stdout.write(`Stopped after ${seconds} s, the waiting write was ${await write}\n`);
    expect(await write).toBe('answered 503');
    expect(exit).toEqual({ code: 0, signal: null });
    expect(performance.now() - begin).toBeLessThan(STOPS_WITHIN_MS);
  });
});
