/** Start-up time and memory by the number of servers. */
import { setTimeout as sleep } from 'node:timers/promises';
import { makeTempFolder, removeTempFolder } from './clean-up.mjs';
import { residentMegabytes } from './process-facts.mjs';
import { median } from './statistics.mjs';

const SETTLE_MS = 2_000;

/** The aims are for the largest of them. */
const SIZES = [
  { servers: 450 },
  { servers: 10_000 },
  { servers: 100_000, aimSeconds: 6, aimMegabytes: 900 },
];

/**
 * @param {import('./directory-process.mjs').Launcher} launcher
 * @param {{ starts: number, largest: number }} options `starts` of each size; sizes above `largest` are left out
 */
export async function benchLoad(launcher, { starts, largest }) {
  const results = [];
  for (const size of SIZES.filter(({ servers }) => servers <= largest)) {
    console.error(`measuring: start with ${size.servers} servers`);
    results.push({ ...size, ...(await benchSize(launcher, size.servers, starts)) });
  }
  return results;
}

async function benchSize(launcher, servers, starts) {
  const dataDir = makeTempFolder();
  const first = await launcher.start(dataDir);
  const registrationsPerSecond = await first.fill(servers);
  await first.stop();
  const seconds = [];
  const megabytes = [];
  for (let start = 0; start < starts; start += 1) {
    const directory = await launcher.start(dataDir);
    seconds.push(directory.startSeconds);
    await sleep(SETTLE_MS);
    megabytes.push(residentMegabytes(directory.pid));
    await directory.stop();
  }
  removeTempFolder(dataDir);
  return { registrationsPerSecond, seconds: median(seconds), megabytes: median(megabytes) };
}
