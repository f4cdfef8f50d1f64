/** What all checks together cost: the directory beside itself without them, and beside itself as it is. */
import { URL } from 'node:url';
import { makeTempFolder, removeTempFolder } from '../clean-up.mjs';
import { get, post, send } from '../http-client.mjs';
import { makeManifest } from '../manifests.mjs';
import { deal, measure } from '../measure.mjs';
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

/** Also two processes of the same program differ, by where things are in memory: the more starts, the less it matters. */
const NAMES = ['checked', 'again', 'unchecked'];

/**
 * @param {import('../directory-process.mjs').Launcher} launcher
 * @param {{ seconds: number, rounds: number, starts: number, warmUpSeconds: number }} options
 */
export async function benchChecks(launcher, options) {
  const runs = new Map([...LIMITS.keys()].map((name) => [name, []]));
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
      ofRow.push(await runRow(row, directories, options));
    }
    for (const directory of Object.values(directories)) await directory.stop();
    folders.forEach(removeTempFolder);
  }
  return [...runs].map(([name, ofRow]) => ({ name, limit: LIMITS.get(name), ...summed(ofRow) }));
}

/** The rounds of one row in one set of processes: what each of them needed in each round. */
async function runRow(row, directories, { seconds, rounds, warmUpSeconds }) {
  const cpu = Object.fromEntries(NAMES.map((name) => [name, []]));
  let errors = 0;
  const run = async (name, duration) => {
    const result = await load(directories[name], row, duration);
    errors += result.errors;
    return result.cpuMicroseconds;
  };
  for (const name of NAMES) await run(name, warmUpSeconds * TIMES_THE_WARM_UP);
  for (let round = 0; round < rounds; round += 1) {
    // Each has every place in turn.
    for (let turn = 0; turn < NAMES.length; turn += 1) {
      const name = NAMES[(round + turn) % NAMES.length];
      cpu[name].push(await run(name, seconds));
    }
  }
  return { cpu, errors };
}

/** Processor time of a request. Its process says it to the microsecond; Linux counts that of others in hundredths of a second. */
async function load(directory, row, seconds) {
  const before = await directory.ask('cpu');
  const { count, errors } = await measure(
    directory,
    deal(row.requests(seconds)),
    row.status,
    seconds,
  );
  return { cpuMicroseconds: ((await directory.ask('cpu')) - before) / count, errors };
}

function summed(starts) {
  const all = (name) => median(starts.flatMap(({ cpu }) => cpu[name]));
  return {
    checked: all('checked'),
    unchecked: all('unchecked'),
    more: shares(starts, 'checked', 'unchecked'),
    noise: shares(starts, 'again', 'checked'),
    errors: starts.reduce((sum, { errors }) => sum + errors, 0),
  };
}

/** By how much one needs more than another in the same round: the middle one of all, and those of the starts. */
function shares(starts, one, other) {
  const ofStarts = starts.map(({ cpu }) =>
    cpu[one].map((value, round) => value / cpu[other][round] - 1),
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
