import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { ManifestStore, type RecordChange } from '../../src/storage/manifest-store.js';
import { ReplicaScene } from '../support/replica-scene.js';
import { describeWithServices } from '../support/services.js';
import type { TestApp } from '../support/test-app.js';

describeWithServices('Marks of replicas', ['mongodb', 'redis'], (urls) => {
  let scene: ReplicaScene;
  let first: TestApp;

  beforeEach(async () => {
    scene = new ReplicaScene(urls);
    first = await scene.start();
  });

  afterEach(() => scene.end());

  it('should lose against a heartbeat that is the first after a change of pace', async () => {
    await scene.register(first, ['late']);
    await scene.pass(90);
    await first.http.post('/servers/heartbeat-pace').send({ factor: 2, in_seconds: 0 }).expect(200);
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
    const sweep = scene.sweep(first);
    await claimed.promise;
    await scene.beat(first, ['late']);
    heard.resolve(undefined);
    await sweep;
    expect(await scene.marked(first, ['late'])).toBe(0);
  });
});
