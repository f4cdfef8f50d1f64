/** How soon MCP listeners are told of registrations that come at a steady pace, and what memory a listener needs. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent } from 'node:http';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { URL, fileURLToPath } from 'node:url';
import { guard, makeTempFolder, removeTempFolder } from './clean-up.mjs';
import { post, send } from './http-client.mjs';
import { makeManifests } from './manifests.mjs';
import { cpuSeconds } from './process-facts.mjs';
import { percentile } from './statistics.mjs';

const FILE = fileURLToPath(new URL('./mcp-listeners.mjs', import.meta.url));
const PRELOAD = new URL('./heap-size.mjs', import.meta.url).href;
const SERVERS = 1_000;
const LISTENERS = 1_000;
/** Each listener names one in so many servers. */
const SHARES = 10;
const PER_SECOND = 100;
/** After the last answer, in which listeners are told what waits for them. */
const REST_MS = 1_000;

/**
 * @param {import('./directory-process.mjs').Launcher} launcher
 * @param {{ listeningSeconds: number }} options `listeningSeconds`: 10 at most, so that each server changes once
 */
export async function benchListening(launcher, { listeningSeconds }) {
  console.error(`measuring: MCP, ${LISTENERS} listeners, ${PER_SECOND} registrations a second`);
  const dataDir = makeTempFolder();
  const directory = await launcher.start(dataDir, {}, PRELOAD);
  await directory.fill(SERVERS);
  const manifests = makeManifests(0, SERVERS);
  const child = guard(fork(FILE));
  const before = await directory.ask('memory');
  const ids = manifests.map(({ id }) => id);
  await ask(child, { url: directory.url, listeners: LISTENERS, ids, shares: SHARES });
  const after = await directory.ask('memory');
  const cpuBefore = cpuSeconds(directory.pid);
  const changed = manifests.slice(0, PER_SECOND * listeningSeconds);
  const answers = await register(directory.url, changed);
  const cores = (cpuSeconds(directory.pid) - cpuBefore) / listeningSeconds;
  await sleep(REST_MS);
  const delays = delaysOf(answers, await ask(child, {}));
  const exit = once(child, 'exit');
  child.disconnect();
  await exit;
  await directory.stop();
  removeTempFolder(dataDir);
  const expected = (answers.length * LISTENERS) / SHARES;
  return {
    listeners: LISTENERS,
    perSecond: PER_SECOND,
    p50: percentile(delays, 0.5),
    p99: percentile(delays, 0.99),
    longest: delays.reduce((most, delay) => Math.max(most, delay), 0),
    bytes: (after - before) / LISTENERS,
    cores,
    errors: Math.abs(expected - delays.length),
  };
}

async function ask(child, question) {
  const answer = once(child, 'message');
  child.send(question);
  return (await answer)[0];
}

/** Each at its time, whether those before it are answered or not; tells when each server's answer came. */
async function register(url, manifests) {
  const agent = new Agent({ keepAlive: true });
  const begin = performance.now();
  const under = [];
  while (under.length < manifests.length) {
    const due = ((performance.now() - begin) / 1_000) * PER_SECOND;
    while (under.length < Math.min(due, manifests.length)) {
      const manifest = manifests[under.length];
      const what = post('/servers/register', { ...manifest, version: 'another' });
      under.push(send(url, what, agent).then((answer) => timed(manifest.id, answer)));
    }
    await sleep(1);
  }
  const answers = await Promise.all(under);
  agent.destroy();
  return answers;
}

function timed(id, { status, body }) {
  if (status !== 200) throw new Error(`A registration was not taken (${status}): ${body}`);
  return { id, at: microseconds() };
}

/** Milliseconds from a registration's answer until a listener was told; less than 0 if it was told first. */
function delaysOf(answers, arrivals) {
  const answeredAt = new Map(answers.map(({ id, at }) => [id, at]));
  return arrivals.map(({ id, at }) => (at - answeredAt.get(id)) / 1_000);
}

function microseconds() {
  return Number(process.hrtime.bigint() / 1_000n);
}
