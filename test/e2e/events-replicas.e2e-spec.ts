import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { ManifestStore } from '../../src/storage/manifest-store.js';
import { EPOCH, MongoNumbers } from '../../src/storage/mongo/mongo-numbers.js';
import { manifest } from '../support/example-manifest.js';
import { Random } from '../support/random.js';
import { ReplicaScene } from '../support/replica-scene.js';
import { describeWithServices } from '../support/services.js';
import { SseReader } from '../support/sse-reader.js';
import { DIRECTORY, type TestApp } from '../support/test-app.js';
import { listAll, WatchedListing } from '../support/watched-listing.js';

const TICK_MS = 20;
const STEPS = 150;
const IDS = ['a', 'b', 'c', 'd', 'e', 'f'];

/** One of the two replicas. */
interface Replica {
  readonly directory: TestApp;
  readonly url: string;
}

describeWithServices('Event streams of two replicas', ['mongodb', 'redis'], (services) => {
  let scene: ReplicaScene;
  let replicas: readonly [Replica, Replica];

  beforeEach(async () => {
    scene = new ReplicaScene(services);
    replicas = [await start(), await start()];
  });

  afterEach(() => scene.end());

  async function start(): Promise<Replica> {
    const directory = await scene.start();
    return { directory, url: await directory.app.getUrl() };
  }

  const register = ({ directory }: Replica, id: string, version = '1') =>
    directory.http.post('/servers/register').send(manifest(id, { version }));

  const open = ({ url }: Replica, lastEventId?: string) =>
    SseReader.open(`${url}${DIRECTORY}/events`, lastEventId === undefined ? {} : { lastEventId });

  it('should go on at the other one, whatever happens meanwhile', async () => {
    const random = new Random(Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31)));
    const any = <T>(list: readonly T[]): T => list[random.below(list.length)] as T;
    const readers = [new WatchedListing(''), new WatchedListing('?entries=1')];
    const connect = (reader: WatchedListing) =>
      reader.connect(any(replicas).url, any(replicas).url);
    for (const reader of readers) await connect(reader);
    for (let step = 0; step < STEPS; step += 1) {
      const replica = any(replicas);
      const dice = random.next();
      if (dice < 0.6) await register(replica, any(IDS), `1.${step}`);
      else if (dice < 0.8) await replica.directory.http.delete(`/servers/${any(IDS)}`);
      else {
        const reader = any(readers);
        if (reader.connected) await reader.disconnect();
        else await connect(reader);
      }
    }
    for (const reader of readers) if (!reader.connected) await connect(reader);
    const last = (await register(any(replicas), 'last')).body as { revision: number };
    const revisionAt = async ({ url }: Replica): Promise<number | undefined> =>
      (await listAll(url, '')).find(({ id }) => id === 'last')?.directory.revision;
    for (const replica of replicas) {
      while ((await revisionAt(replica)) !== last.revision) await sleep(TICK_MS);
    }
    const context = { seed: random.seed };
    for (const reader of readers) {
      while (reader.shown.get('last')?.revision !== last.revision) await sleep(TICK_MS);
      const shown = [...reader.shown].map(([id, { revision }]) => [id, revision]).sort();
      for (const { url } of replicas) {
        const listed = (await listAll(url, '')).map(({ id, directory }) => [
          id,
          directory.revision,
        ]);
        expect({ ...context, shown }).toEqual({ ...context, shown: listed });
      }
      expect({ ...context, resets: reader.resets }).toEqual({ ...context, resets: 0 });
      await reader.disconnect();
    }
  }, 60_000);

  it('should begin again everywhere when positions are worth nothing any more', async () => {
    const readers = [await open(replicas[0]), await open(replicas[1])];
    const before = await readers[0]?.next();
    await readers[1]?.next();
    const { models, link } = scene.stores.make();
    await link.open();
    const numbers = new MongoNumbers(models);
    await numbers.raise(EPOCH, ((await numbers.read(EPOCH)).get(EPOCH) ?? 0) + 1);
    for (const reader of readers) {
      expect(await reader.next()).toMatchObject({ event: 'reset', data: { reason: 'epoch' } });
    }
    const again = await open(replicas[1], before?.lastEventId);
    expect(await again.next()).toMatchObject({ event: 'reset', data: { reason: 'epoch' } });
    for (const reader of [...readers, again]) await reader.close();
  });

  it('should know what the other one has purged', async () => {
    const reader = await open(replicas[0]);
    const { lastEventId } = await reader.next();
    await reader.close();
    await register(replicas[0], 'a');
    await replicas[0].directory.http.delete('/servers/a');
    const store = replicas[0].directory.app.get(ManifestStore);
    expect(await store.purgeTombstones(scene.clock.now() + 60_000)).toBe(1);
    const { purgedThrough } = store.timeline();
    const other = replicas[1].directory.app.get(ManifestStore);
    while (other.timeline().purgedThrough !== purgedThrough) await sleep(TICK_MS);
    const back = await open(replicas[1], lastEventId);
    expect(await back.next()).toMatchObject({ event: 'reset', data: { reason: 'purged' } });
    await back.close();
  });
});
