import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ProcessState } from '../../src/common/process-state.js';
import { HealthMonitor } from '../../src/health/health-monitor.service.js';
import { Freshness } from '../../src/liveness/freshness.service.js';
import type { FaultLog } from '../../src/storage/fault-log.js';
import { ManifestStore } from '../../src/storage/manifest-store.js';
import { manifest } from '../support/example-manifest.js';
import { ReplicaScene } from '../support/replica-scene.js';
import { describeWithServices } from '../support/services.js';
import { DIRECTORY, startTestApp, type TestApp } from '../support/test-app.js';

const MINUTE_MS = 60_000;

/** Lets the feed of a replica stand still for so long. */
function standStill(replica: TestApp, lagMs: () => number): void {
  const store = replica.app.get(ManifestStore);
  const health = store.health.bind(store);
  store.health = () => ({ ...health(), feed_lag_ms: lagMs() });
}

describe('A replica that has not heard from the storage', () => {
  let directory: TestApp;

  beforeEach(async () => {
    directory = await startTestApp();
    await directory.http.post('/servers/register').send(manifest('a')).expect(201);
  });

  afterEach(() => directory.end());

  const signing = async (): Promise<{ jws?: object; signing?: string }> => {
    const answer = await directory.http.get(`${DIRECTORY}/servers/a`).expect(200);
    return (answer.body as { directory: { jws?: object; signing?: string } }).directory;
  };

  it('should sign nothing new, and serve what it has signed until that runs out', async () => {
    const lostAt = directory.clock.monotonic();
    standStill(directory, () => directory.clock.monotonic() - lostAt);
    expect(await signing()).toHaveProperty('jws');
    directory.clock.advance(31 * MINUTE_MS);
    expect(await signing()).toMatchObject({ signing: 'unavailable' });
    await directory.http.get(`${DIRECTORY}/snapshot`).expect(503);
  });

  it('should sign again when it hears from the storage', async () => {
    let lagMs = 60 * MINUTE_MS;
    standStill(directory, () => lagMs);
    directory.clock.advance(31 * MINUTE_MS);
    expect(await signing()).toMatchObject({ signing: 'unavailable' });
    lagMs = 0;
    expect(await signing()).toHaveProperty('jws');
  });

  it('should be ready again after a write has failed, though nobody sends one', async () => {
    const monitor = directory.app.get(HealthMonitor);
    const store = directory.app.get(ManifestStore);
    (Reflect.get(store, 'writing') as FaultLog).note(new Error('ENOSPC: no space left'));
    expect(store.health().fault).toBe('the disk is full');
    await monitor.refresh();
    await directory.http.get('/health/ready?strict=1').expect(200);
  });
});

describeWithServices('Replicas of which one is cut off', ['mongodb', 'redis'], (urls) => {
  let scene: ReplicaScene;

  beforeEach(() => {
    scene = new ReplicaScene(urls);
  });

  afterEach(() => scene.end());

  it('should take the one out of service for readers after a while, if another is fresh', async () => {
    const [fresh, cutOff] = [await scene.start(), await scene.start()];
    let lagMs = 899_000;
    standStill(cutOff, () => lagMs);
    const refresh = () => cutOff.app.get(Freshness).refresh();
    await fresh.app.get(Freshness).refresh();
    await refresh();
    await cutOff.http.get('/health/ready').expect(200);
    lagMs = 900_000;
    await refresh();
    const answer = await cutOff.http.get('/health/ready').expect(503);
    expect(answer.body).toMatchObject({ reason: expect.stringContaining('others have') });
    await fresh.http.get('/health/ready').expect(200);
    lagMs = 0;
    await cutOff.http.get('/health/ready').expect(200);
  });

  it('should not take the word of one that is still starting', async () => {
    const [starting, cutOff] = [await scene.start(), await scene.start()];
    Object.defineProperty(starting.app.get(ProcessState), 'phase', { value: 'starting' });
    standStill(cutOff, () => 3_600_000);
    await starting.app.get(Freshness).refresh();
    await cutOff.app.get(Freshness).refresh();
    await cutOff.http.get('/health/ready').expect(200);
  });

  it('should leave it in service while no other is fresh', async () => {
    const cutOff = await scene.start();
    standStill(cutOff, () => 3_600_000);
    await cutOff.app.get(Freshness).refresh();
    await cutOff.http.get('/health/ready').expect(200);
  });
});
