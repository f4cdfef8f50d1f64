/** Requests per second of the directory beside those of a bare `node:http` server that gives the same answers. */
import { startBare } from './bare-process.mjs';
import { makeTempFolder, removeTempFolder } from './clean-up.mjs';
import { send } from './http-client.mjs';
import { deal, measure } from './measure.mjs';
import { ROWS, SERVERS } from './rows.mjs';
import { median } from './statistics.mjs';

/** Answers of a row that the bare server gives in turn. */
const RECORDED_ANSWERS = 200;

/**
 * @param {import('./directory-process.mjs').Launcher} launcher
 * @param {{ seconds: number, rounds: number, warmUpSeconds: number }} options
 */
export async function benchRows(launcher, options) {
  const dataDir = makeTempFolder();
  const directory = await launcher.start(dataDir);
  await directory.fill(SERVERS);
  const bare = await startBare();
  const results = [];
  for (const row of ROWS) {
    console.error(`measuring: ${row.name}`);
    results.push(await benchRow(row, directory, bare, options));
  }
  await bare.stop();
  await directory.stop();
  removeTempFolder(dataDir);
  return results;
}

async function benchRow(row, directory, bare, { seconds, rounds, warmUpSeconds }) {
  await bare.give(await recordAnswers(row, directory));
  const run = (server, duration) =>
    measure(server, deal(row.requests(duration)), row.status, duration);
  const warmUps = [await run(bare, warmUpSeconds), await run(directory, warmUpSeconds)];
  const runs = { bare: [], directory: [] };
  for (let round = 0; round < rounds; round += 1) {
    const turns = round % 2 === 0 ? ['bare', 'directory'] : ['directory', 'bare'];
    for (const turn of turns) {
      runs[turn].push(await run(turn === 'bare' ? bare : directory, seconds));
    }
  }
  const middle = (server, figure) => median(runs[server].map((one) => one[figure]));
  return {
    name: row.name,
    aim: row.aim,
    directory: middle('directory', 'perSecond'),
    bare: middle('bare', 'perSecond'),
    ratio: median(runs.directory.map((one, round) => one.perSecond / runs.bare[round].perSecond)),
    cpuRatio: middle('bare', 'cpuMicroseconds') / middle('directory', 'cpuMicroseconds'),
    directoryCpu: middle('directory', 'cpuMicroseconds'),
    bareCpu: middle('bare', 'cpuMicroseconds'),
    p50: middle('directory', 'p50'),
    p99: middle('directory', 'p99'),
    errors: [...warmUps, ...runs.bare, ...runs.directory].reduce((sum, one) => sum + one.errors, 0),
  };
}

/** What the directory answers to the first requests of a row. */
async function recordAnswers(row, directory) {
  const answers = [];
  for (const request of row.requests(1).slice(0, RECORDED_ANSWERS)) {
    const answer = await send(directory.url, request);
    if (answer.status !== row.status) {
      throw new Error(`${row.name}: ${answer.status} instead of ${row.status}: ${answer.body}`);
    }
    answers.push(answer);
  }
  return answers;
}
