import base from './jest.config.mjs';

/** Real replicas on real servers that are killed: one file at a time, for they share the servers. */
export default {
  ...base,
  roots: ['<rootDir>/test/faults'],
  testRegex: '\\.cluster-spec\\.ts$',
  maxWorkers: 1,
  testTimeout: 180_000,
};
