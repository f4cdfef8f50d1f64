/**
 * Tries the properties with other values than `npm test` does: 10 rounds, or `--rounds <number>` first, each with its own
 * random seed; the rest is for Jest. A failure prints the seed; `PROPERTY_SEED=<seed> npm test` repeats it.
 */
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import process from 'node:process';

const NODE = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
const JEST = ['node_modules/jest/bin/jest.js', '--config', 'ops/jest.config.mjs'];
const ROUNDS = 10;

const given = process.argv.slice(2);
const rounds = Number(given[0] === '--rounds' ? given.splice(0, 2)[1] : ROUNDS);
const suites = globSync('{src,test/vectors}/**/*.spec.ts').filter((file) =>
  readFileSync(file, 'utf8').includes("from 'fast-check'"),
);

for (let round = 1; round <= rounds; round += 1) {
  const seed = String(randomInt(2 ** 31));
  console.error(`round ${round} of ${rounds}: PROPERTY_SEED=${seed}`);
  const { status } = spawnSync(
    process.execPath,
    [...NODE, ...JEST, '--silent', '--runTestsByPath', ...suites, ...given],
    { stdio: 'inherit', env: { ...process.env, PROPERTY_SEED: seed } },
  );
  if (status !== 0) process.exitCode = 1;
}
