/** How soon a change reaches all readers of the event stream. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { URL, fileURLToPath } from 'node:url';
import { guard, makeTempFolder, removeTempFolder } from './clean-up.mjs';
import { post, send } from './http-client.mjs';
import { makeManifest } from './manifests.mjs';
import { median, percentile } from './statistics.mjs';

const FILE = fileURLToPath(new URL('./event-readers.mjs', import.meta.url));
const SERVERS = 1_000;
const READERS = 900;

/** Events are sent in batches of 100 ms: the first change after a pause goes at once, the next one waits. */
const WAYS = [
  { name: 'one now and then', pauseMs: 250 },
  { name: 'one right after the other', pauseMs: 0 },
];

/** Numbers of manifests that no other part of the benchmark registers. */
let nextNumber = 3_000_000;

/**
 * @param {import('./directory-process.mjs').Launcher} launcher
 * @param {{ changes: number }} options
 */
export async function benchEvents(launcher, { changes }) {
  const dataDir = makeTempFolder();
  const directory = await launcher.start(dataDir);
  await directory.fill(SERVERS);
  const child = guard(fork(FILE));
  child.send({ url: directory.url, readers: READERS });
  await once(child, 'message');
  const results = [];
  for (const { name, pauseMs } of WAYS) {
    console.error(`measuring: events to ${READERS} readers, ${name}`);
    const runs = [];
    for (let change = 0; change < changes; change += 1) {
      await sleep(pauseMs);
      runs.push(await delaysOfOneChange(directory, child));
    }
    const all = runs.flat();
    const lasts = runs.map((delays) => Math.max(...delays));
    const longest = Math.max(...lasts);
    results.push({
      name,
      readers: READERS,
      p50: percentile(all, 0.5),
      last: median(lasts),
      longest,
    });
  }
  const exit = once(child, 'exit');
  child.disconnect();
  await exit;
  await directory.stop();
  removeTempFolder(dataDir);
  return results;
}

/** Milliseconds from sending a registration until each reader has its event. */
async function delaysOfOneChange({ url }, child) {
  const manifest = makeManifest(nextNumber++);
  child.send({ awaited: `"id":"${manifest.id}"` });
  await once(child, 'message');
  const arrived = once(child, 'message');
  const begin = Number(process.hrtime.bigint() / 1_000n);
  await send(url, post('/servers/register', manifest));
  const [arrivals] = await arrived;
  return arrivals.map((at) => (at - begin) / 1_000);
}
