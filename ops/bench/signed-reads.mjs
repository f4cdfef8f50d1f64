/** Reads of a directory that signs statements beside those of one that does not. */
import { makeTempFolder, removeTempFolder } from './clean-up.mjs';
import { get, post, send } from './http-client.mjs';
import { makeManifest } from './manifests.mjs';
import { CONNECTIONS, measure } from './measure.mjs';
import { DIRECTORY, ROWS, searchPath, SERVERS } from './rows.mjs';
import { median } from './statistics.mjs';

/** A statement and its name in an entry, about. */
const STATEMENT_BYTES = 556;

/** In one directory only. */
const LONGER = {
  ...makeManifest(SERVERS / 2),
  id: 'longer',
  description: `${makeManifest(SERVERS / 2).description} ${'longer '.repeat(STATEMENT_BYTES / 7 + 8)}`,
};

/** The rows, and what is as long without statements. */
const SAME_SIZE = new Map([
  ['one server', get(`${DIRECTORY}/servers/longer`)],
  ['list, page of 50', get(`${DIRECTORY}/servers?limit=64`)],
  ['search, one text', get(searchPath('invoice', 13))],
]);

/** The aim is a difference of a few per cent: it takes more rounds than a ratio to be seen. */
const TIMES_THE_ROUNDS = 3;

/**
 * @param {import('./directory-process.mjs').Launcher} launcher
 * @param {{ seconds: number, rounds: number, warmUpSeconds: number }} options
 */
export async function benchSignedReads(launcher, options) {
  const folders = [makeTempFolder(), makeTempFolder(), makeTempFolder()];
  // One each, so that none is better warmed up than another.
  const signed = await launcher.start(folders[0], { SIGNING_BACKEND: 'local' });
  const unsigned = await launcher.start(folders[1], { SIGNING_BACKEND: 'off' });
  const longer = await launcher.start(folders[2], { SIGNING_BACKEND: 'off' });
  const directories = { signed, unsigned, longer };
  for (const directory of Object.values(directories)) await directory.fill(SERVERS);
  await send(longer.url, post('/servers/register', LONGER));
  const results = [];
  for (const row of ROWS.filter(({ name }) => SAME_SIZE.has(name))) {
    console.error(`measuring: ${row.name}, signed and unsigned`);
    results.push(await benchRow(row, directories, options));
  }
  for (const directory of Object.values(directories)) await directory.stop();
  folders.forEach(removeTempFolder);
  return results;
}

async function benchRow(row, { signed, unsigned, longer }, { seconds, rounds, warmUpSeconds }) {
  const [request] = row.requests(1);
  const sameSize = SAME_SIZE.get(row.name);
  const run = (server, what, duration) => measure(server, hands(what), row.status, duration);
  const turns = {
    signed: (duration) => run(signed, request, duration),
    unsigned: (duration) => run(unsigned, request, duration),
    sameSize: (duration) => run(longer, sameSize, duration),
  };
  const names = Object.keys(turns);
  const runs = Object.fromEntries(names.map((name) => [name, []]));
  let errors = 0;
  for (const name of names) errors += (await turns[name](warmUpSeconds)).errors;
  for (let round = 0; round < rounds * TIMES_THE_ROUNDS; round += 1) {
    // Each has every place in turn.
    for (let turn = 0; turn < names.length; turn += 1) {
      const name = names[(round + turn) % names.length];
      const result = await turns[name](seconds);
      runs[name].push(result);
      errors += result.errors;
    }
  }
  const middle = (name, figure) => median(runs[name].map((one) => one[figure]));
  const more = (than) =>
    median(
      runs.signed.map((one, round) => one.cpuMicroseconds / runs[than][round].cpuMicroseconds - 1),
    );
  return {
    name: row.name,
    errors,
    bytes: {
      signed: await bytesOf(signed, request),
      unsigned: await bytesOf(unsigned, request),
      sameSize: await bytesOf(longer, sameSize),
    },
    perSecond: { signed: middle('signed', 'perSecond'), unsigned: middle('unsigned', 'perSecond') },
    cpu: {
      signed: middle('signed', 'cpuMicroseconds'),
      unsigned: middle('unsigned', 'cpuMicroseconds'),
      sameSize: middle('sameSize', 'cpuMicroseconds'),
    },
    more: more('unsigned'),
    moreThanSameSize: more('sameSize'),
  };
}

/** All connections send the same; autocannon takes each request apart. */
function hands(request) {
  return Array.from({ length: CONNECTIONS }, () => [{ ...request }]);
}

async function bytesOf({ url }, request) {
  return (await send(url, request)).body.length;
}
