/** The signed snapshot of many servers: after a change, after a start, with its leaves; and what signing ahead takes. */
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { URL } from 'node:url';
import { makeTempFolder, removeTempFolder } from './clean-up.mjs';
import { get, post, send } from './http-client.mjs';
import { makeManifest } from './manifests.mjs';
import { cpuSeconds } from './process-facts.mjs';
import { DIRECTORY } from './rows.mjs';
import { median, percentile } from './statistics.mjs';

const SNAPSHOT = get(`${DIRECTORY}/snapshot`);
const LEAVES = get(`${DIRECTORY}/snapshot?entries=1`);
const PRELOAD = new URL('./loop-delay.mjs', import.meta.url).href;

const WINDOW_SECONDS = 600;

/** So long before the next window everything is signed for it. */
const READY_SECONDS = 60;

/** What is signed in a second at most. */
const MOST_A_SECOND = 2_000;

const DOWNLOADS = 5;

/**
 * @param {import('./directory-process.mjs').Launcher} launcher
 * @param {{ largest: number, changes: number, signingSeconds: number }} options
 */
export async function benchSnapshots(launcher, { largest, changes, signingSeconds }) {
  console.error(`measuring: snapshots of ${largest} servers`);
  const dataDir = makeTempFolder();
  const filled = await launcher.start(dataDir, { SIGNING_BACKEND: 'off' }, PRELOAD);
  await filled.fill(largest);
  const off = await atRest(filled, signingSeconds);
  await filled.stop();
  await untilThereIsRoom(READY_SECONDS + 3 * (largest / MOST_A_SECOND + signingSeconds));
  const directory = await launcher.start(dataDir, {}, PRELOAD);
  const first = await timed(directory, SNAPSHOT);
  const most = await atRest(directory, signingSeconds);
  // What is still to be signed for this window, and a little more.
  await sleep((largest / MOST_A_SECOND) * 1_000 - signingSeconds * 1_000 + 10_000);
  const evenRate = largest / (secondsLeft() - READY_SECONDS);
  const evenly = await atRest(directory, signingSeconds);
  const result = {
    servers: largest,
    first,
    signing: { off, most, evenly, mostRate: MOST_A_SECOND, evenRate },
    changed: await afterChanges(directory, changes),
    proof: await proofs(directory, changes),
    leaves: await downloads(directory),
  };
  await directory.stop();
  removeTempFolder(dataDir);
  return result;
}

/** Milliseconds until a change is taken in and the snapshot is there, and of the snapshot alone. */
async function afterChanges(directory, changes) {
  const [both, alone] = [[], []];
  for (let change = 0; change < changes; change += 1) {
    const manifest = { ...makeManifest(change * 7), display_name: `Changed ${performance.now()}` };
    const writing = await timed(directory, post('/servers/register', manifest));
    const reading = await timed(directory, SNAPSHOT);
    both.push(writing + reading);
    alone.push(reading);
  }
  return { both: spread(both), alone: spread(alone) };
}

/** Half of them right after a change. */
async function proofs(directory, count) {
  const times = [];
  for (let number = 0; number < count; number += 1) {
    const { id } = makeManifest(number * 11);
    if (number % 2 === 0) {
      await timed(directory, post('/servers/register', { ...makeManifest(number), tags: ['a'] }));
    }
    times.push(await timed(directory, get(`${DIRECTORY}/servers/${id}/proof`)));
  }
  return spread(times);
}

async function downloads(directory) {
  const times = [];
  let bytes = 0;
  await directory.ask('begin');
  for (let download = 0; download < DOWNLOADS; download += 1) {
    // Each of another listing, so that none is shared.
    await timed(directory, post('/servers/register', { ...makeManifest(download), tags: ['b'] }));
    const begin = performance.now();
    const { body } = await send(directory.url, LEAVES);
    times.push(performance.now() - begin);
    bytes = body.length;
  }
  const delay = await directory.ask('end');
  return { milliseconds: median(times), megabytes: bytes / 1e6, delay };
}

/** Nobody reads meanwhile. */
async function atRest(directory, seconds) {
  await directory.ask('begin');
  const cpuBefore = cpuSeconds(directory.pid);
  await sleep(seconds * 1_000);
  const cores = (cpuSeconds(directory.pid) - cpuBefore) / seconds;
  return { ...(await directory.ask('end')), cores };
}

async function timed({ url }, request) {
  const begin = performance.now();
  const { status, body } = await send(url, request);
  if (status !== 200) throw new Error(`${request.path}: ${status} instead of 200: ${body}`);
  return performance.now() - begin;
}

function spread(values) {
  return { p50: median(values), p99: percentile(values, 0.99) };
}

function secondsLeft() {
  return WINDOW_SECONDS - ((Date.now() / 1_000) % WINDOW_SECONDS);
}

/** In a window that is about to end, much would be signed at once. */
async function untilThereIsRoom(seconds) {
  if (secondsLeft() >= seconds) return;
  console.error(`waiting ${Math.ceil(secondsLeft())} s for the next signing window`);
  await sleep(secondsLeft() * 1_000 + 500);
}
