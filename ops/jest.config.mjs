/** Jest 30 on ES modules: needs `node --experimental-vm-modules` (see package.json). */
export default {
  rootDir: '..',
  roots: ['<rootDir>/src', '<rootDir>/test'],
  testEnvironment: 'node',
  // Many tests wait for processes: with one worker less than processors, as is usual, two processors would have one.
  maxWorkers: '100%',
  // Generous: some tests start real processes, and machines may be busy.
  // Only for what hangs: how long a test takes is a matter of the machine.
  testTimeout: 180_000,
  testRegex: '.*\\.(e2e-)?spec\\.ts$',
  extensionsToTreatAsEsm: ['.ts'],
  setupFiles: ['<rootDir>/test/support/property-seed.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2023',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          keepClassNames: true,
        },
        module: { type: 'es6' },
      },
    ],
  },
};
