/** Reads of a directory that signs statements beside those of one that does not. */
import { startBare } from './bare-process.mjs';
import { makeTempFolder, removeTempFolder } from './clean-up.mjs';
import { send } from './http-client.mjs';
import { CONNECTIONS, measure } from './measure.mjs';
import { ROWS, SERVERS } from './rows.mjs';
import { median } from './statistics.mjs';

const NAMES = ['one server', 'list, page of 50', 'search, one text'];

/** The aim is a difference of a few per cent: it takes more rounds than a ratio to be seen. */
const TIMES_THE_ROUNDS = 3;

/**
 * @param {import('./directory-process.mjs').Launcher} launcher
 * @param {{ seconds: number, rounds: number, warmUpSeconds: number }} options
 */
export async function benchSignedReads(launcher, options) {
  const folders = [makeTempFolder(), makeTempFolder()];
  const signed = await launcher.start(folders[0], { SIGNING_BACKEND: 'local' });
  const unsigned = await launcher.start(folders[1], { SIGNING_BACKEND: 'off' });
  for (const directory of [signed, unsigned]) await directory.fill(SERVERS);
  const bare = await startBare();
  const results = [];
  for (const row of ROWS.filter(({ name }) => NAMES.includes(name))) {
    console.error(`measuring: ${row.name}, signed and unsigned`);
    results.push(await benchRow(row, { signed, unsigned, bare }, options));
  }
  await bare.stop();
  for (const directory of [signed, unsigned]) await directory.stop();
  folders.forEach(removeTempFolder);
  return results;
}

/** The bare server gives the answers of both: what it takes more for the larger ones is the price of their bytes. */
async function benchRow(row, servers, { seconds, rounds, warmUpSeconds }) {
  const [request] = row.requests(1);
  const answers = {
    signed: await send(servers.signed.url, request),
    unsigned: await send(servers.unsigned.url, request),
  };
  const turns = {
    signed: (duration) => run(servers.signed, row, duration),
    unsigned: (duration) => run(servers.unsigned, row, duration),
    bareSigned: (duration) => runBare(servers.bare, answers.signed, row, duration),
    bareUnsigned: (duration) => runBare(servers.bare, answers.unsigned, row, duration),
  };
  const names = Object.keys(turns);
  const runs = Object.fromEntries(names.map((name) => [name, []]));
  let errors = 0;
  for (const name of names) errors += (await turns[name](warmUpSeconds)).errors;
  for (let round = 0; round < rounds * TIMES_THE_ROUNDS; round += 1) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const result = await turns[name](seconds);
      runs[name].push(result);
      errors += result.errors;
    }
  }
  const middle = (name, figure) => median(runs[name].map((one) => one[figure]));
  const more = (name, than) =>
    median(runs[name].map((one, round) => one.cpuMicroseconds - runs[than][round].cpuMicroseconds));
  return {
    name: row.name,
    errors,
    bytes: { signed: answers.signed.body.length, unsigned: answers.unsigned.body.length },
    perSecond: { signed: middle('signed', 'perSecond'), unsigned: middle('unsigned', 'perSecond') },
    cpu: {
      signed: middle('signed', 'cpuMicroseconds'),
      unsigned: middle('unsigned', 'cpuMicroseconds'),
    },
    more: more('signed', 'unsigned'),
    moreForBytes: more('bareSigned', 'bareUnsigned'),
  };
}

function run(server, row, seconds) {
  const requests = Array.from({ length: CONNECTIONS }, () => row.requests(seconds));
  return measure(server, requests, row.status, seconds);
}

async function runBare(bare, answer, row, seconds) {
  await bare.give([answer]);
  return run(bare, row, seconds);
}
