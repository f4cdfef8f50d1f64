import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { describeWithServices } from '../support/services.js';
import { INTERVAL_MS } from './support/beating-member.js';
import { FleetScene } from './support/fleet-scene.js';
import { report } from './support/report.js';
import { waitUntil } from './support/wait-until.js';

const MEMBERS = 12;

/** So many intervals are more than a term: a lease that was not stretched would run out. */
const FACTOR = 4;

/** Each member sends a heartbeat meanwhile. */
const ANNOUNCED_MS = INTERVAL_MS + 1_000;
const SLACK_MS = 2_000;

describeWithServices('Replicas', ['mongodb', 'redis-server'], ({ mongodb }) => {
  let scene: FleetScene;

  beforeEach(async () => {
    scene = await FleetScene.start(mongodb, MEMBERS);
  }, 90_000);

  afterEach(async () => {
    await scene.end();
  }, 90_000);

  it('should all slow the members down, and mark none that listens to any of them', async () => {
    const { fleet, cluster } = scene;
    const { members, watch, client } = fleet;
    const allTell = (factor: number, announced: number | null) =>
      watch
        .now()
        .then((statuses) => statuses.map(({ heartbeats }) => heartbeats.pace))
        .then((paces) =>
          paces.every(
            (one) => one.factor === factor && (one.announced?.factor ?? null) === announced,
          ),
        );
    const allSend = (factor: number) => () =>
      members.every(({ told }) => told?.next_heartbeat_seconds === (factor * INTERVAL_MS) / 1_000);

    const url = `${cluster.urls[0] ?? ''}/servers/heartbeat-pace`;
    const body = { factor: FACTOR, in_seconds: ANNOUNCED_MS / 1_000 };
    expect((await client.post(url, body)).status).toBe(200);
    const announced = await waitUntil(() => allTell(1, FACTOR), SLACK_MS);
    const heard = await waitUntil(
      () => members.every(({ told }) => told?.pace.announced?.factor === FACTOR),
      ANNOUNCED_MS,
    );
    const effective = await waitUntil(() => allTell(FACTOR, null), ANNOUNCED_MS + SLACK_MS);
    const slowed = await waitUntil(allSend(FACTOR), INTERVAL_MS + SLACK_MS);
    await pause(FACTOR * INTERVAL_MS);

    const last = `${cluster.urls.at(-1) ?? ''}/servers/heartbeat-pace`;
    expect((await client.post(last, { factor: 1, in_seconds: 0 })).status).toBe(200);
    const usual = await waitUntil(() => allTell(1, null), SLACK_MS);
    const quick = await waitUntil(allSend(1), FACTOR * INTERVAL_MS + SLACK_MS);
    report(`Heartbeats slowed down by ${FACTOR}, and back`, {
      'announced by all': `after ${announced ?? 'never'} ms`,
      'back at all': `after ${usual ?? 'never'} ms`,
    });
    const steps = { announced, heard, effective, slowed, usual, quick };
    expect(Object.entries(steps).filter(([, ms]) => ms === undefined)).toEqual([]);
    expect(await fleet.histories()).toEqual({ registered: MEMBERS });
    expect({ marked: watch.mostMarked, wrong: fleet.wrong }).toEqual({ marked: 0, wrong: [] });
  });
});
