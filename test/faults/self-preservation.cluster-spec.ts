import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { describeWithServices } from '../support/services.js';
import { INTERVAL_MS, TERM_MS } from './support/beating-member.js';
import { FleetScene } from './support/fleet-scene.js';
import { report } from './support/report.js';
import type { PreservationFigures, StatusWatch } from './support/status-watch.js';
import { waitUntil } from './support/wait-until.js';

const MEMBERS = 60;
const SILENT = 54;
/** 15 % of the members. */
const LIMIT = 9;

/** A sweep, a mark and its way to the other replicas, on a busy machine. */
const SLACK_MS = 2_000;
const HANGS_MS = 5_000;
/** What a dead replica claimed can be claimed again after 10 s. */
const HELD_MS = 12_000;
const WATCHED_MS = 70_000;
const MINUTE_MS = 60_000;

describeWithServices('Replicas', ['mongodb', 'redis-server'], ({ mongodb }) => {
  let scene: FleetScene;

  beforeEach(async () => {
    scene = await FleetScene.start(mongodb, MEMBERS);
  }, 90_000);

  afterEach(async () => {
    await scene.end();
  }, 90_000);

  it('should together mark no more than 15 % at once, and let the rest go when told to', async () => {
    const { fleet, cluster } = scene;
    const { members, watch } = fleet;
    const [first, second] = cluster.replicas;
    if (first === undefined || second === undefined) throw new Error('no replicas');
    const [silent, speaking] = [members.slice(0, SILENT), members.slice(SILENT)];

    await Promise.all(silent.map((member) => member.fallSilent()));
    expect(await waitUntil(() => watch.mostMarked > 0, TERM_MS + SLACK_MS)).toBeDefined();
    first.pause();
    await second.kill();
    await pause(HANGS_MS);
    first.resume();
    await second.start();
    const agreed = await waitUntil(async () => (await agreement(watch))?.active === true, SLACK_MS);
    await pause(HELD_MS);
    const held = await agreement(watch);
    const told = speaking.map((member) => member.told?.self_preservation);
    expect(told).toEqual(speaking.map(() => held));
    expect(held).toMatchObject({ mode: 'auto', active: true, leased: MEMBERS, limit: LIMIT });
    expect((held?.expired ?? NaN) + (held?.marked ?? NaN)).toBe(SILENT);

    for (const member of silent) member.speakAgain();
    const healthy = await waitUntil(() => allHealthy(watch), INTERVAL_MS + SLACK_MS);
    // The marked may be back before most of the others.
    const over = await waitUntil(
      async () => (await agreement(watch))?.active === false,
      INTERVAL_MS + SLACK_MS,
    );
    const histories = await fleet.histories();
    const { registered: neverMarked = 0, ...others } = histories;
    expect(others).toEqual({ 'registered,lease_expired,heartbeat_resumed': expect.any(Number) });
    expect(neverMarked).toBeGreaterThanOrEqual(MEMBERS - LIMIT);
    expect(watch.mostMarked).toBeLessThanOrEqual(LIMIT);
    expect({ agreed, healthy, over, wrong: fleet.wrong }).toEqual({
      agreed: expect.any(Number),
      healthy: expect.any(Number),
      over: expect.any(Number),
      wrong: [],
    });

    await fleet.client.post(`${first.url}/servers/self-preservation`, { mode: 'off' });
    const known = await waitUntil(async () => (await agreement(watch))?.mode === 'off', SLACK_MS);
    expect(known).toBeDefined();
    await Promise.all(silent.map((member) => member.fallSilent()));
    const from = performance.now();
    let [marked, allowed] = [0, 0];
    while (performance.now() - from < WATCHED_MS) {
      await pause(SLACK_MS / 4);
      [marked, allowed] = await spread(watch);
      expect(marked).toBeLessThanOrEqual(LIMIT + allowed);
    }
    report('54 of 60 fall silent, one replica is killed and one hangs for 5 s', {
      marked: MEMBERS - neverMarked,
      'all agree on the figures': `after ${agreed ?? 'never'} ms`,
      'all healthy': `${healthy ?? 'never'} ms after they were told to go on`,
      'mode off known by all': `after ${known ?? 'never'} ms`,
      'then marked': `${marked} of ${SILENT}, at most ${LIMIT} at once and ${allowed.toFixed(1)} since`,
    });
    expect(marked).toBeGreaterThanOrEqual(Math.floor(allowed) - 1);
  });
});

/** What all replicas say, when they say the same. */
async function agreement(watch: StatusWatch): Promise<PreservationFigures | undefined> {
  const [figures, ...others] = (await watch.now()).map((status) => status.self_preservation);
  const same = others.every((other) => JSON.stringify(other) === JSON.stringify(figures));
  return same ? figures : undefined;
}

async function allHealthy(watch: StatusWatch): Promise<boolean> {
  const statuses = await watch.now();
  return statuses.every(({ servers }) => servers.by_status['healthy'] === MEMBERS);
}

/** How many are marked, and how many may be since marks are spread at 15 % a minute. */
async function spread(watch: StatusWatch): Promise<[number, number]> {
  const statuses = await watch.now();
  const marked = statuses.map(
    ({ servers: { by_status: byStatus } }) => (byStatus['stale'] ?? 0) + (byStatus['offline'] ?? 0),
  );
  const since = statuses.flatMap(({ self_preservation: { since: at } }) => at ?? []);
  const ms = since.map((at) => Date.now() - Date.parse(at));
  return [Math.max(...marked), (LIMIT * Math.max(0, ...ms)) / MINUTE_MS];
}
