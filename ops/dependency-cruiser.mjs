/**
 * The arrows of the design: which room may import which (see README, "How it is built").
 * A room that is not in this table yet may import nothing but common and config.
 */
const ROOMS = {
  common: [],
  config: ['common'],
  limits: ['common', 'config'],
  front: ['common', 'config', 'limits'],
  bodies: ['common', 'config', 'limits'],
  manifest: ['common'],
  redis: ['common', 'config'],
  storage: ['common', 'config', 'manifest', 'redis'],
  leases: ['common', 'config', 'manifest', 'redis'],
  signing: ['common', 'config', 'manifest', 'storage'],
  catalog: ['common', 'config', 'limits', 'manifest', 'storage', 'signing'],
  registry: [
    'common',
    'config',
    'limits',
    'bodies',
    'manifest',
    'catalog',
    'redis',
    'storage',
    'leases',
    'signing',
  ],
  probe: ['common', 'config', 'manifest', 'catalog', 'redis', 'registry'],
  directory: ['common', 'config', 'limits', 'manifest', 'catalog', 'leases', 'probe'],
  mcp: [
    'common',
    'config',
    'front',
    'limits',
    'bodies',
    'manifest',
    'signing',
    'catalog',
    'leases',
    'registry',
    'probe',
  ],
  client: ['common'],
  'mcp-registry': ['common', 'config', 'manifest', 'catalog', 'registry'],
  health: [
    'limits',
    'redis',
    'common',
    'config',
    'manifest',
    'storage',
    'leases',
    'signing',
    'catalog',
    'registry',
    'directory',
    'probe',
  ],
};

const arrows = Object.entries(ROOMS).map(([room, allowed]) => ({
  name: `${room}-imports`,
  comment: `${room} may import: ${[room, ...allowed].join(', ')}`,
  severity: 'error',
  from: { path: `^src/${room}/` },
  to: { path: '^src/', pathNot: `^src/(${[room, ...allowed].join('|')})/` },
}));

export default {
  forbidden: [
    ...arrows,
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'known-rooms-only',
      comment: 'Every folder of src stands in the table above.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^src/[^/]+/', pathNot: `^src/(${Object.keys(ROOMS).join('|')})/` },
    },
    {
      name: 'domain-is-plain-typescript',
      severity: 'error',
      from: { path: '^src/manifest/' },
      to: { path: 'node_modules/(@nestjs|mongoose|class-)' },
    },
    {
      name: 'adapters-are-private',
      comment: 'Only their own module wires an adapter; everybody else sees the port.',
      severity: 'error',
      from: { pathNot: '^(src/(storage|leases|probe)/|test/|ops/)' },
      to: {
        path: '^src/(storage/(embedded|mongo|redis|feed|migrate)|(leases|probe)/(memory|redis))/',
      },
    },
    {
      name: 'readers-only-read-the-probe-book',
      severity: 'error',
      from: { path: '^src/(directory|mcp)/' },
      to: { path: '^src/probe/', pathNot: '^src/probe/probe-book\\.(module\\.)?ts$' },
    },
    {
      name: 'mcp-only-asks-the-registry-for-its-status',
      severity: 'error',
      from: { path: '^src/mcp/' },
      to: {
        path: '^src/registry/',
        pathNot: '^src/registry/(registry\\.module|status\\.service)\\.ts$',
      },
    },
    {
      name: 'mcp-only-has-its-tokens-authenticated-by-signing',
      severity: 'error',
      from: { path: '^src/mcp/' },
      to: { path: '^src/signing/', pathNot: '^src/signing/(signing\\.module|token-macs)\\.ts$' },
    },
    {
      name: 'the-verifier-runs-in-browsers',
      comment:
        'Only the command may use Node and the rest of the program. The rule about numbers is shared with the entrance.',
      severity: 'error',
      from: { path: '^src/client/', pathNot: '^src/client/command/|\\.spec\\.ts$' },
      to: {
        path: ['^src/', '^node:', 'node_modules/'],
        pathNot:
          '^src/client/(?!command/)|^src/common/(parse-json|portable-number)\\.ts$|node_modules/(jose|canonicalize)/',
      },
    },
    {
      name: 'the-verifier-uses-nothing-of-node',
      severity: 'error',
      from: { path: '^src/client/', pathNot: '^src/client/command/|\\.spec\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'no-tests-in-production-code',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.(spec|contract)\\.ts$' },
      to: { path: '(^test/|\\.(spec|contract)\\.ts$)' },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    moduleSystems: ['es6', 'cjs'],
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
