import base from './jest.config.mjs';

/** Many minutes of simulated time with many listeners. */
export default {
  ...base,
  roots: ['<rootDir>/test/soak'],
  testRegex: '\\.soak-spec\\.ts$',
  maxWorkers: 1,
  testTimeout: 900_000,
};
