import { randomInt } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import process from 'node:process';
import base from './jest.config.mjs';

// The workers, which are started later, get it too; a failure prints it.
process.env.PROPERTY_SEED ??= String(randomInt(2 ** 31));

const suites = globSync('{src,test}/**/*spec.ts').filter((file) =>
  readFileSync(file, 'utf8').includes("from 'fast-check'"),
);

/** The properties of `npm test` with random values, in place of the same ones in each run. */
export default {
  ...base,
  testRegex: suites.map((file) => `/${file.replaceAll('.', '\\.')}$`),
};
