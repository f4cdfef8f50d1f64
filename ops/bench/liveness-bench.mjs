/** Whether the directory can hear many members without holding anybody up, and when it marks a silent one. */
import { URL } from 'node:url';
import { makeTempFolder, removeTempFolder } from './clean-up.mjs';
import { startHeartbeatLoad } from './heartbeat-load.mjs';
import { makeManifests } from './manifests.mjs';
import { markingTimes } from './marking.mjs';
import { cpuSeconds } from './process-facts.mjs';

const INTERVAL_SECONDS = 30;
const FEW_SERVERS = 450;

/** Longer than it takes to mark members. */
const MARKING_SECONDS = 20;

const LOADS = [
  { name: 'one by one', batch: 1 },
  { name: 'batches of 100', batch: 100 },
];

const PRELOAD = new URL('./loop-delay.mjs', import.meta.url).href;

/**
 * @param {import('./directory-process.mjs').Launcher} launcher
 * @param {{ largest: number, heldSeconds: number }} options `heldSeconds`: how long each row is measured
 */
export async function benchLiveness(launcher, { largest, heldSeconds }) {
  const atRest = await withDirectory(launcher, FEW_SERVERS, {}, async (directory) => ({
    servers: FEW_SERVERS,
    perSecond: 0,
    ...(await marking(directory, FEW_SERVERS)),
  }));
  const more = { heartbeat_interval_seconds: INTERVAL_SECONDS };
  return withDirectory(launcher, largest, more, async (directory) => {
    const load = startHeartbeatLoad();
    const ids = makeManifests(0, largest).map(({ id }) => id);
    const order = { url: directory.url, ids, perSecond: largest / INTERVAL_SECONDS };
    const loads = [];
    for (const { name, batch } of LOADS) {
      console.error(`measuring: ${largest} leases, heartbeats ${name}`);
      const held = await hold(directory, load, { ...order, batch, seconds: heldSeconds });
      loads.push({ name, servers: largest, ...held });
    }
    const [under, marked] = await Promise.all([
      load.run({ ...order, batch: 1, seconds: MARKING_SECONDS }),
      marking(directory, largest),
    ]);
    await load.stop();
    const busy = { servers: largest, perSecond: under.perSecond, ...marked };
    return { loads, marks: [atRest, busy], errors: errorsOf([...loads, under]) };
  });
}

async function withDirectory(launcher, servers, more, work) {
  const dataDir = makeTempFolder();
  const directory = await launcher.start(dataDir, {}, PRELOAD);
  await directory.fill(servers, more);
  const result = await work(directory);
  await directory.stop();
  removeTempFolder(dataDir);
  return result;
}

/** Nobody may be marked meanwhile. */
async function hold(directory, load, order) {
  const cpuBefore = cpuSeconds(directory.pid);
  await directory.ask('begin');
  const sent = await load.run(order);
  const delay = await directory.ask('end');
  const cores = (cpuSeconds(directory.pid) - cpuBefore) / order.seconds;
  const { by_status: byStatus } = (await directory.status()).servers;
  return { ...sent, errors: sent.errors + byStatus.stale + byStatus.offline, delay, cores };
}

async function marking(directory, servers) {
  console.error(`measuring: marks among ${servers} servers`);
  return markingTimes(directory);
}

function errorsOf(runs) {
  return runs.reduce((sum, { errors }) => sum + errors, 0);
}
