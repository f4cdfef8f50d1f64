/** What all checks together cost: a directory beside itself without them, and beside itself as it is, in turns in one process. */
import { URL } from 'node:url';
import { makeTempFolder, removeTempFolder } from '../clean-up.mjs';
import { get, post, send } from '../http-client.mjs';
import { makeManifest } from '../manifests.mjs';
import { deal, measure } from '../measure.mjs';
import { DIRECTORY, ROWS, SERVERS } from '../rows.mjs';
import { median } from '../statistics.mjs';

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

/** Code that is still being compiled differs by more than the checks cost. */
const WARM_UPS = 10;

/** The machine's own speed varies from second to second: short turns, and many of them. */
const TURN_SECONDS = 0.4;
const TIMES_THE_ROUNDS = 6;

/** `again` is the same as `checked`. */
const NAMES = ['checked', 'again', 'unchecked'];

/**
 * @param {import('../directory-process.mjs').Launcher} launcher
 * @param {{ rounds: number, starts: number }} options
 */
export async function benchChecks(launcher, { rounds, starts }) {
  const runs = new Map([...LIMITS.keys()].map((name) => [name, []]));
  for (let start = 0; start < starts; start += 1) {
    console.error(`measuring: checks, start ${start + 1} of ${starts}`);
    const folder = makeTempFolder();
    const directory = await launcher.start(folder, {}, LET_THROUGH);
    await directory.fill(SERVERS);
    for (const name of NAMES) await assertAsNamed(name, directory);
    for (const [name, ofRow] of runs) {
      const row = ROWS.find((one) => one.name === name);
      ofRow.push(await runRow(row, directory, rounds * TIMES_THE_ROUNDS));
    }
    await directory.stop();
    removeTempFolder(folder);
  }
  return [...runs].map(([name, ofRow]) => ({ name, limit: LIMITS.get(name), ...summed(ofRow) }));
}

/** The rounds of one row in one process: the processor time of a request with checks, once more, and without. */
async function runRow(row, directory, count) {
  let errors = 0;
  const oneRound = async (number) => {
    const round = {};
    // Each has every place in turn.
    for (let turn = 0; turn < NAMES.length; turn += 1) {
      const name = NAMES[(number + turn) % NAMES.length];
      const result = await load(directory, name, row);
      round[name] = result.cpu;
      errors += result.errors;
    }
    return round;
  };
  for (let warmUp = 0; warmUp < WARM_UPS; warmUp += 1) await oneRound(warmUp);
  const rounds = [];
  while (rounds.length < count) rounds.push(await oneRound(rounds.length));
  return { rounds, errors };
}

/** The process says its time to the microsecond; Linux counts that of others in hundredths of a second. */
async function load(directory, name, row) {
  const requests = deal(row.requests(TURN_SECONDS));
  const before = await directory.ask(name);
  const { count, errors } = await measure(directory, requests, row.status, TURN_SECONDS);
  return { cpu: ((await directory.ask(name)) - before) / count, errors };
}

function summed(starts) {
  const all = (name) => median(starts.flatMap(({ rounds }) => rounds.map((round) => round[name])));
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
  const ofStarts = starts.map(({ rounds }) => rounds.map((round) => round[one] / round[other] - 1));
  const middles = ofStarts.map(median);
  return { middle: median(ofStarts.flat()), from: Math.min(...middles), to: Math.max(...middles) };
}

/** One refuses what the other lets through; else the figures would be of something else. */
async function assertAsNamed(name, directory) {
  const { url } = directory;
  await directory.ask(name);
  const list = { ...get(`${DIRECTORY}/servers`), headers: { Host: 'elsewhere.example' } };
  const manifest = { ...makeManifest(0), display_name: 'hidden \u200b' };
  const statuses = [await send(url, list), await send(url, post('/servers/register', manifest))];
  const got = statuses.map(({ status }) => status).join(', ');
  const expected = name === 'unchecked' ? '200, 200' : '421, 400';
  if (got !== expected) throw new Error(`${name}: ${got} instead of ${expected}`);
}
