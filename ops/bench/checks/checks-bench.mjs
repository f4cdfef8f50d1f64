/** What all checks together cost: the directory beside itself without them, and beside itself as it is. */
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { URL } from 'node:url';
import { makeTempFolder, removeTempFolder } from '../clean-up.mjs';
import { get, post, send } from '../http-client.mjs';
import { makeManifest } from '../manifests.mjs';
import { deal, measure } from '../measure.mjs';
import { machineCpuSeconds } from '../process-facts.mjs';
import { DIRECTORY, ROWS, SERVERS } from '../rows.mjs';
import { median } from '../statistics.mjs';

const CPU_TIME = new URL('./cpu-time.mjs', import.meta.url).href;
const LET_THROUGH = new URL('./let-through.mjs', import.meta.url).href;

const MOST_READ_PERCENT = 3;
const MOST_REGISTRATION_PERCENT = 5;

/** The rows, and what the checks may cost of them. */
const LIMITS = new Map([
  ['one server', MOST_READ_PERCENT],
  ['list, page of 50', MOST_READ_PERCENT],
  ['register, same manifest again', undefined],
  ['register, new manifest (durable)', MOST_REGISTRATION_PERCENT],
]);

/** Programs that are still being compiled differ by more than the checks cost. */
const TIMES_THE_WARM_UP = 3;

/** A round in which other programs use more processors than this is repeated later, some times in a run: they disturb more than the checks cost. */
const MOST_BESIDE = 0.12;
const MOST_REPEATED = 60;
const CALM_MS = 2_000;

/** Also two processes of the same program differ, by where things are in memory: the more starts, the less it matters. */
const NAMES = ['checked', 'again', 'unchecked'];

/**
 * @param {import('../directory-process.mjs').Launcher} launcher
 * @param {{ seconds: number, rounds: number, starts: number, warmUpSeconds: number }} options
 */
export async function benchChecks(launcher, options) {
  const runs = new Map([...LIMITS.keys()].map((name) => [name, []]));
  const patience = { left: MOST_REPEATED };
  for (let start = 0; start < options.starts; start += 1) {
    console.error(`measuring: checks, start ${start + 1} of ${options.starts}`);
    const folders = NAMES.map(makeTempFolder);
    const directories = {};
    for (const [index, name] of NAMES.entries()) {
      const preload = name === 'unchecked' ? LET_THROUGH : CPU_TIME;
      directories[name] = await launcher.start(folders[index], {}, preload);
      await directories[name].fill(SERVERS);
      await assertAsNamed(name, directories[name]);
    }
    for (const [name, ofRow] of runs) {
      const row = ROWS.find((one) => one.name === name);
      ofRow.push(await runRow(row, directories, options, patience));
    }
    for (const directory of Object.values(directories)) await directory.stop();
    folders.forEach(removeTempFolder);
  }
  return [...runs].map(([name, ofRow]) => ({ name, limit: LIMITS.get(name), ...summed(ofRow) }));
}

/** The rounds of one row in one set of processes: what each of them needed in each round. */
async function runRow(row, directories, { seconds, rounds, warmUpSeconds }, patience) {
  const counted = [];
  let errors = 0;
  const run = async (name, duration) => {
    const result = await load(directories[name], row, duration);
    errors += result.errors;
    return result;
  };
  for (const name of NAMES) await run(name, warmUpSeconds * TIMES_THE_WARM_UP);
  while (counted.length < rounds) {
    const round = {};
    // Each has every place in turn.
    for (let turn = 0; turn < NAMES.length; turn += 1) {
      const name = NAMES[(counted.length + turn) % NAMES.length];
      round[name] = await run(name, seconds);
    }
    const beside = Math.max(...Object.values(round).map((result) => result.beside));
    if (beside > MOST_BESIDE && patience.left > 0) {
      patience.left -= 1;
      await sleep(CALM_MS);
    } else counted.push(round);
  }
  return { rounds: counted, errors };
}

/**
 * Processor time of a request, and how many processors other programs used meanwhile. A process says its time to the microsecond; Linux
 * counts that of others in hundredths of a second.
 */
async function load(directory, row, seconds) {
  const requests = deal(row.requests(seconds));
  const [begin, machine, own] = [performance.now(), machineCpuSeconds(), process.cpuUsage()];
  const before = await directory.ask('cpu');
  const { count, errors } = await measure(directory, requests, row.status, seconds);
  const cpu = (await directory.ask('cpu')) - before;
  const { user, system } = process.cpuUsage(own);
  const beside = machineCpuSeconds() - machine - (user + system + cpu) / 1e6;
  return {
    cpu: cpu / count,
    beside: beside / ((performance.now() - begin) / 1_000),
    errors,
  };
}

function summed(starts) {
  const all = (name, figure) =>
    median(starts.flatMap(({ rounds }) => rounds.map((round) => round[name][figure])));
  return {
    checked: all('checked', 'cpu'),
    unchecked: all('unchecked', 'cpu'),
    more: shares(starts, 'checked', 'unchecked'),
    noise: shares(starts, 'again', 'checked'),
    beside: all('checked', 'beside'),
    errors: starts.reduce((sum, { errors }) => sum + errors, 0),
  };
}

/** By how much one needs more than another in the same round: the middle one of all, and those of the starts. */
function shares(starts, one, other) {
  const ofStarts = starts.map(({ rounds }) =>
    rounds.map((round) => round[one].cpu / round[other].cpu - 1),
  );
  const middles = ofStarts.map(median);
  return { middle: median(ofStarts.flat()), from: Math.min(...middles), to: Math.max(...middles) };
}

/** One refuses what the other lets through; else the figures would be of something else. */
async function assertAsNamed(name, { url }) {
  const list = { ...get(`${DIRECTORY}/servers`), headers: { Host: 'elsewhere.example' } };
  const manifest = { ...makeManifest(0), display_name: 'hidden \u200b' };
  const statuses = [await send(url, list), await send(url, post('/servers/register', manifest))];
  const got = statuses.map(({ status }) => status).join(', ');
  const expected = name === 'unchecked' ? '200, 200' : '421, 400';
  if (got !== expected) throw new Error(`${name}: ${got} instead of ${expected}`);
}
