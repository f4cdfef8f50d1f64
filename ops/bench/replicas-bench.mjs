/** The directory on MongoDB and Redis: registrations, how soon other replicas see them, and the start with many. */
import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import mongoose from 'mongoose';
import { makeTempFolder, removeTempFolder } from './clean-up.mjs';
import { get, post, send } from './http-client.mjs';
import { makeManifest } from './manifests.mjs';
import { measure } from './measure.mjs';
import { residentMegabytes } from './process-facts.mjs';
import { median, percentile } from './statistics.mjs';

const REGISTRATIONS_A_SECOND = 6_000;
const LOADS = [
  { connections: 32, aim: 1_500 },
  { connections: 256, aim: undefined },
];
const WRITES = 300;
const LOOK_AGAIN_MS = 1;
const GIVE_UP_MS = 5_000;

/** Of manifests that no other part of the benchmark registers. */
let nextNumber = 2_000_000;

/**
 * @param {import('./directory-process.mjs').Launcher} launcher
 * @param {{ mongodb: string, redis: string }} services
 * @param {{ rounds: number, seconds: number, starts: number, largest: number }} options
 */
export async function benchReplicas(launcher, services, options) {
  const dataDir = makeTempFolder();
  const onOwnDatabase = (part) =>
    withDatabase(services, (env) => part(launcher, dataDir, env, options));
  try {
    return {
      registrations: await onOwnDatabase(benchRegistrations),
      visibility: await onOwnDatabase(benchVisibility),
      start: await onOwnDatabase(benchStart),
    };
  } finally {
    removeTempFolder(dataDir);
  }
}

/** Runs a part on a new database, which is gone afterwards. */
async function withDatabase({ mongodb, redis }, part) {
  const env = {
    MONGODB_URI: `${mongodb}/bench_${randomUUID().slice(0, 8)}`,
    REDIS_URL: redis,
    FED_DIR_SIGNING_SECRET: randomUUID() + randomUUID(),
  };
  try {
    return await part(env);
  } finally {
    const connection = await mongoose.createConnection(env.MONGODB_URI).asPromise();
    await connection.dropDatabase();
    await connection.close();
  }
}

/** The same requests go to a directory on its embedded store, in turns: its figures are what the ratio is to. */
async function benchRegistrations(launcher, dataDir, env, { rounds, seconds }) {
  const shared = await launcher.start(dataDir, env);
  const embedded = await launcher.start(dataDir);
  const results = [];
  for (const { connections, aim } of LOADS) {
    console.error(`measuring: registrations in MongoDB, ${connections} at once`);
    const runs = { shared: [], embedded: [] };
    for (let round = 0; round <= rounds; round += 1) {
      for (const [name, directory] of Object.entries({ shared, embedded })) {
        const run = await measure(directory, deal(connections, seconds), 201, seconds);
        // The first round warms up.
        if (round > 0) runs[name].push(run);
      }
    }
    const middle = (name, figure) => median(runs[name].map((run) => run[figure]));
    results.push({
      connections,
      aim,
      perSecond: middle('shared', 'perSecond'),
      embedded: middle('embedded', 'perSecond'),
      p50: middle('shared', 'p50'),
      p99: middle('shared', 'p99'),
      errors: [...runs.shared, ...runs.embedded].reduce((sum, { errors }) => sum + errors, 0),
    });
  }
  await shared.stop();
  await embedded.stop();
  return results;
}

function deal(connections, seconds) {
  const each = Math.ceil((REGISTRATIONS_A_SECOND * seconds) / connections);
  return Array.from({ length: connections }, () =>
    Array.from({ length: each }, () => post('/servers/register', makeManifest(nextNumber++))),
  );
}

/** Milliseconds from the answer to a registration at one replica until another one shows the server. */
async function benchVisibility(launcher, dataDir, env) {
  console.error('measuring: how soon another replica sees a write');
  const [first, second] = [await launcher.start(dataDir, env), await launcher.start(dataDir, env)];
  const delays = [];
  for (let write = 0; write < WRITES; write += 1) {
    const manifest = makeManifest(nextNumber++);
    await send(first.url, post('/servers/register', manifest));
    delays.push(await untilVisible(second.url, manifest.id));
  }
  await first.stop();
  await second.stop();
  return { p50: percentile(delays, 0.5), p99: percentile(delays, 0.99), max: Math.max(...delays) };
}

async function untilVisible(url, id) {
  const begin = performance.now();
  while (performance.now() - begin < GIVE_UP_MS) {
    const { status } = await send(url, get(`/mcp/resources/omega/directory/servers/${id}`));
    if (status === 200) return performance.now() - begin;
    await sleep(LOOK_AGAIN_MS);
  }
  throw new Error(`${id} was not visible within ${GIVE_UP_MS / 1_000} s`);
}

async function benchStart(launcher, dataDir, env, { starts, largest }) {
  console.error(`measuring: start with ${largest} servers in MongoDB`);
  const filler = await launcher.start(dataDir, env);
  await filler.fill(largest);
  const servers = await countServers(filler);
  await filler.stop();
  const runs = [];
  for (let start = 0; start < starts; start += 1) {
    const directory = await launcher.start(dataDir, env);
    runs.push({ seconds: directory.startSeconds, megabytes: residentMegabytes(directory.pid) });
    if ((await countServers(directory)) !== servers) throw new Error('not all servers were loaded');
    await directory.stop();
  }
  return {
    servers,
    seconds: median(runs.map(({ seconds }) => seconds)),
    megabytes: median(runs.map(({ megabytes }) => megabytes)),
  };
}

async function countServers(directory) {
  return (await directory.status()).servers.total;
}
