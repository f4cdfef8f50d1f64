import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { redisKey } from '../../src/redis/redis-key.js';
import { manifest } from '../support/example-manifest.js';
import { ManualClock } from '../support/manual-clock.js';
import { legacyClient } from '../support/mcp-clients.js';
import { MongoStores } from '../support/mongo-stores.js';
import { describeWithServices } from '../support/services.js';
import { DIRECTORY, startTestApp, type TestApp } from '../support/test-app.js';
import { ToldChanges } from '../support/told-changes.js';

const TICK_MS = 5;
const CHANGES = 40;
const URI = 'omega://directory/servers/a';

describeWithServices('MCP clients of two replicas', ['mongodb', 'redis'], (services) => {
  let stores: MongoStores;
  let clock: ManualClock;
  let ticking: NodeJS.Timeout;
  let replicas: readonly [TestApp, TestApp];

  beforeEach(async () => {
    stores = new MongoStores(services.mongodb);
    clock = new ManualClock(new Date().toISOString());
    ticking = setInterval(() => {
      clock.advance(TICK_MS);
    }, TICK_MS);
    replicas = [await start(), await start()];
  });

  afterEach(async () => {
    for (const directory of replicas) await directory.end();
    clearInterval(ticking);
    await stores.end();
    const redis = new Redis(services.redis);
    const keys = await redis.keys(redisKey(new URL(stores.uri()).pathname.slice(1), '*'));
    if (keys.length > 0) await redis.del(keys);
    redis.disconnect();
  });

  function start(): Promise<TestApp> {
    const env = { MONGODB_URI: stores.uri(), REDIS_URL: services.redis };
    return startTestApp({ env, clock, listen: true });
  }

  const endpoint = async ({ app }: TestApp): Promise<string> => `${await app.getUrl()}/mcp`;

  it('should read at one replica what they were told of by the other', async () => {
    const [here, there] = replicas;
    const told = new ToldChanges();
    const listener = await legacyClient(await endpoint(here), told);
    await listener.subscribeResource({ uri: URI });
    const read: string[] = [];
    const sent: string[] = [];
    for (let change = 1; change <= CHANGES; change += 1) {
      const version = `${change}`;
      await here.http.post('/servers/register').send(manifest('a', { version }));
      await told.take(2);
      const answer = await there.http.get(`${DIRECTORY}/servers/a`);
      read.push((answer.body as { version: string }).version);
      sent.push(version);
      clock.advance(100);
    }
    expect(read).toEqual(sent);
    await listener.close();
  }, 60_000);
});
