import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { Redis } from 'ioredis';
import { SystemClock } from '../../src/common/system-clock.js';
import { DEFAULT_SCOPE } from '../../src/manifest/scope.js';
import { redisKey } from '../../src/redis/redis-key.js';
import { RedisLink } from '../../src/redis/redis-link.js';
import type { ChangedRecord } from '../../src/storage/feed/feed-signals.js';
import { RedisFeedSignals } from '../../src/storage/redis/redis-feed-signals.js';
import { MongoStores } from '../support/mongo-stores.js';
import { newDraft } from '../support/record-drafts.js';
import { until } from '../support/redis-process.js';
import { describeWithServices } from '../support/services.js';

Logger.overrideLogger(false);

describeWithServices('RedisFeedSignals', ['redis', 'mongodb'], ({ redis: url, mongodb }) => {
  let namespace: string;
  let link: RedisLink;
  let replicas: RedisFeedSignals[];

  beforeEach(async () => {
    namespace = `test-${randomUUID()}`;
    link = new RedisLink(url, new SystemClock());
    link.connect();
    await until('Redis is reached', () => link.reachable);
    replicas = [1, 2].map(() => new RedisFeedSignals(url, namespace, link));
  });

  afterEach(() => {
    for (const signals of replicas) signals.onApplicationShutdown();
    link.close();
  });

  /** What a replica hears from now on. */
  async function listen(index: number): Promise<{ heard: ChangedRecord[]; gaps: number }> {
    const ear = { heard: [] as ChangedRecord[], gaps: 0 };
    replicas[index]?.listen({
      changed: (records) => {
        ear.heard.push(...records);
      },
      gap: () => {
        ear.gaps += 1;
      },
    });
    await until('it listens', () => ear.gaps === 1);
    return ear;
  }

  it('should tell the others, and not the one who sends', async () => {
    const [own, other] = [await listen(0), await listen(1)];
    replicas[0]?.send([{ key: 'default:a', revision: 1 }]);
    replicas[0]?.send([{ key: 'default:b', revision: 2 }]);
    await until('both are heard', () => other.heard.length === 2);
    expect(other).toEqual({
      heard: [
        { key: 'default:a', revision: 1 },
        { key: 'default:b', revision: 2 },
      ],
      gaps: 1,
    });
    expect(own.heard).toEqual([]);
  });

  it('should notice what it has missed, and what is not a message', async () => {
    const ear = await listen(1);
    const stranger = new Redis(url);
    const send = (text: string) => stranger.publish(redisKey(namespace, 'changes'), text);
    await send(JSON.stringify({ replica: 'x', sequence: 1, records: [] }));
    await send(JSON.stringify({ replica: 'x', sequence: 3, records: [['default:a', 9]] }));
    await until('the gap is noticed', () => ear.gaps === 2);
    expect(ear.heard).toEqual([{ key: 'default:a', revision: 9 }]);
    for (const text of ['', 'null', '[]', '{"replica":"x","sequence":4,"records":[1]}']) {
      await send(text);
    }
    await until('none of them is understood', () => ear.gaps === 6);
    stranger.disconnect();
  });

  it('should bring a write at one store to another one at once', async () => {
    const stores = new MongoStores(mongodb);
    try {
      const [first, second] = await Promise.all(
        replicas.map((signals) => stores.open({ signals })),
      );
      const seen: string[] = [];
      await first?.follow(() => undefined);
      await second?.follow(({ records }) => seen.push(...records.map(({ id }) => id)));
      await first?.commit({ before: undefined, draft: newDraft('news') });
      await until('it is seen', () => seen.includes('news'));
      expect((await second?.find(DEFAULT_SCOPE, 'news'))?.id).toBe('news');
    } finally {
      await stores.end();
    }
  });
});
