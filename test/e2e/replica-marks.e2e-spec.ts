import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { ManifestStore, type RecordChange } from '../../src/storage/manifest-store.js';
import { ReplicaScene } from '../support/replica-scene.js';
import { describeWithServices } from '../support/services.js';
import type { TestApp } from '../support/test-app.js';

const names = (prefix: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`);

describeWithServices('Marks of replicas', ['mongodb', 'redis'], (urls) => {
  let scene: ReplicaScene;
  let first: TestApp;

  beforeEach(async () => {
    scene = new ReplicaScene(urls);
    first = await scene.start();
  });

  afterEach(() => scene.end());

  /** Makes the next mark wait, when it has claimed its leases and before it is stored, until `heard` resolves. */
  function hangMark(): Record<'claimed' | 'heard', PromiseWithResolvers<undefined>> {
    const store = first.app.get(ManifestStore);
    const commit = store.commit.bind(store);
    const claimed = Promise.withResolvers<undefined>();
    const heard = Promise.withResolvers<undefined>();
    store.commit = async (change: RecordChange) => {
      if (change.fence !== undefined) {
        claimed.resolve(undefined);
        await heard.promise;
      }
      return commit(change);
    };
    return { claimed, heard };
  }

  it('should lose against a second heartbeat when the fence of the first was not written', async () => {
    await scene.register(first, ['beating']);
    const { claimed, heard } = hangMark();
    await scene.pass(90);
    const sweep = scene.sweep(first);
    await claimed.promise;
    const store = first.app.get(ManifestStore);
    const raiseFence = store.raiseFence.bind(store);
    store.raiseFence = () => Promise.reject(new Error('the database does not answer'));
    await first.http.post('/servers/heartbeat').send({ id: 'beating' }).expect(500);
    store.raiseFence = raiseFence;
    await scene.beat(first, ['beating']);
    heard.resolve(undefined);
    await sweep;
    expect(await scene.marked(first, ['beating'])).toBe(0);
  });

  it('should lose against a heartbeat that is the first after a change of pace', async () => {
    await scene.register(first, ['late']);
    await scene.pass(90);
    await first.http.post('/servers/heartbeat-pace').send({ factor: 2, in_seconds: 0 }).expect(200);
    const { claimed, heard } = hangMark();
    const sweep = scene.sweep(first);
    await claimed.promise;
    await scene.beat(first, ['late']);
    heard.resolve(undefined);
    await sweep;
    expect(await scene.marked(first, ['late'])).toBe(0);
  });

  it('should be held back also when a replica starts meanwhile', async () => {
    const loyal = names('loyal', 75);
    const gone = names('gone', 25);
    await scene.register(first, [...loyal, ...gone]);
    await scene.pass(60);
    await scene.beat(first, [...loyal, ...gone.slice(15)]);
    await scene.pass(30);
    await scene.sweep(first);
    await scene.beat(first, loyal);
    await scene.pass(60);
    await scene.sweep(first);
    expect(scene.preservation(first)).toMatchObject({ active: true, marked: 15, expired: 10 });
    // The marks are not recent any more; they count for as long as the others are held.
    for (let minute = 0; minute < 3; minute += 1) {
      await scene.beat(first, loyal);
      await scene.pass(60);
      await scene.sweep(first);
    }
    const second = await scene.start();
    await scene.sweep(second);
    await scene.sweep(second);
    expect(scene.preservation(second)).toMatchObject({ active: true, marked: 15, expired: 10 });
  });

  it('should be made on time at each replica, however many servers of one other address are silent', async () => {
    const real = names('real', 12);
    const fakes = names('fake', 60);
    const second = await scene.start();
    await scene.register(first, real);
    await scene.registerFrom('203.0.113.9', second, fakes);
    scene.clock.stepWall(3_600_000);
    await scene.beat(first, [...real, ...fakes]);
    await scene.pass(60);
    await scene.beat(second, real.slice(1));
    await scene.pass(30);
    for (const replica of [first, second]) {
      await scene.sweep(replica);
      expect(scene.preservation(replica)).toMatchObject({ mode: 'auto', active: false });
      expect(await scene.marked(replica, real)).toBe(1);
    }
    const spread = await scene.marked(first, fakes);
    expect(spread).toBeGreaterThan(0);
    expect(spread).toBeLessThanOrEqual(2 * 9);
    // Now nobody is heard of any more.
    await scene.pass(60);
    for (const replica of [first, second]) {
      await scene.sweep(replica);
      expect(scene.preservation(replica)).toMatchObject({ active: true });
    }
    expect(await scene.marked(first, real)).toBeLessThanOrEqual(2);
  });
});
