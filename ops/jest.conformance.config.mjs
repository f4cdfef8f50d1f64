import base from './jest.config.mjs';

/** The MCP project's own conformance suites against the MCP endpoint. */
export default {
  ...base,
  roots: ['<rootDir>/test/conformance'],
  testRegex: '\\.conformance-spec\\.ts$',
  testTimeout: 180_000,
};
