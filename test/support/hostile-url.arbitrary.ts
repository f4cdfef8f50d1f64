import fc from 'fast-check';
import { DIRECTORY } from './test-app.js';
import { serverId } from './valid-manifest.arbitrary.js';

/** Text in a URL as it goes over the wire: properly escaped, badly, or not at all. */
const piece: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    '',
    '%',
    '%0',
    '%00',
    '%zz',
    '%ff',
    '%C3%28',
    '%ED%A0%80',
    '%u0041',
    '+',
    '%2e%2e%2f',
  ),
  fc.constantFrom(
    '__proto__',
    'constructor',
    '[$ne]',
    '[]',
    "'",
    '"',
    '<script>',
    '\\',
    '^',
    '{}',
    '*',
  ),
  fc.constantFrom(
    '0',
    '1',
    '2',
    '-1',
    '500',
    '501',
    '1e3',
    '999999999',
    '9999999999',
    'NaN',
    '1.0',
  ),
  fc.constantFrom('code', 'a,b', ',', 'healthy', 'stale,offline', 'analyse', 'x'.repeat(201)),
  fc.string({ unit: 'binary', maxLength: 20 }).map(encodeURIComponent),
  fc.string({ unit: 'grapheme-ascii', maxLength: 10 }).map((text) => text.replaceAll(/[ ?#]/g, '')),
);

const name = fc.oneof(
  fc.constantFrom('tag', 'capability', 'q', 'status', 'page', 'limit', 'wait', 'strict'),
  piece,
);

const query: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      fc.tuple(name, piece).map((pair) => pair.join('=')),
      name,
    ),
    { maxLength: 4 },
  )
  .map((pairs) => (pairs.length === 0 ? '' : `?${pairs.join('&')}`));

const id = fc.oneof(
  serverId,
  piece,
  fc.tuple(piece, piece).map((parts) => parts.join('')),
);

const readPath: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(`${DIRECTORY}/servers`, `${DIRECTORY}/search`),
  fc.constantFrom(
    `${DIRECTORY}/tags`,
    '/servers/status',
    '/health',
    '/health/live',
    '/health/ready',
  ),
  id.map((each) => `${DIRECTORY}/servers/${each}`),
  id.map((each) => `/servers/${each}/history`),
  fc.array(piece, { maxLength: 4 }).map((parts) => `/${parts.join('/')}`),
);

/** Paths and query strings of routes that read, and of some that do not exist. */
export const readUrl: fc.Arbitrary<string> = fc
  .tuple(readPath, query)
  .map((parts) => parts.join(''));

/** Paths and query strings of DELETE. */
export const deleteUrl: fc.Arbitrary<string> = fc
  .tuple(id, fc.oneof({ weight: 4, arbitrary: fc.constant('') }, { weight: 1, arbitrary: query }))
  .map(([each, params]) => `/servers/${each}${params}`);

/** Headers of requests that are conditional, on something or on nonsense. */
export const conditions: fc.Arbitrary<Record<string, string>> = fc.oneof(
  { weight: 4, arbitrary: fc.constant({}) },
  {
    weight: 1,
    arbitrary: fc
      .oneof(
        fc.constantFrom('', '*', '""', 'W/"', `"${'0'.repeat(64)}"`, 'W/"a", "b"', ','),
        fc.string({ unit: 'grapheme-ascii' }),
      )
      .map((value) => ({ 'If-Match': value, 'If-None-Match': value })),
  },
);
