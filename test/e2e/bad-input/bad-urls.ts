import { DIRECTORY } from '../../support/test-app.js';
import {
  BATCH_HEARTBEAT,
  BATCH_REGISTER,
  badUrl,
  type BadRequest,
  HEARTBEAT,
  REGISTER,
} from './bad-request.js';

const LIST = `${DIRECTORY}/servers`;
const SEARCH = `${DIRECTORY}/search`;
const ENTRY = `${LIST}/my_analyzer`;
const TAGS = `${DIRECTORY}/tags`;
const STATUS = '/servers/status';
const HISTORY = '/servers/my_analyzer/history';
const READY = '/health/ready';

const READS = [LIST, SEARCH, ENTRY, TAGS, STATUS, HISTORY, READY];

const INVALID = 'VALIDATION_FAILED';
const NOT_ENCODED = 'must be percent-encoded UTF-8';

/** Parameters that a route does not know: name in the URL, and as it is named in the answer. */
const UNKNOWN_PARAMS = [
  ['nonsense=1', 'nonsense'],
  ['Page=1', 'Page'],
  ['tags=a', 'tags'],
  ['q[$ne]=1', '["q[$ne]"]'],
  ['q%5B%24ne%5D=1', '["q[$ne]"]'],
  ['tag[]=x', '["tag[]"]'],
  ['page[0]=1', '["page[0]"]'],
  ['__proto__=x', '__proto__'],
  ['__proto__[polluted]=x', '["__proto__[polluted]"]'],
  ['constructor=x', 'constructor'],
  ['hasOwnProperty=x', 'hasOwnProperty'],
  ['toString', 'toString'],
  ['$where=1', '$where'],
  ['=x', '[""]'],
  ['a%20b=1', '["a b"]'],
  ['%E2%82%AC=1', '["€"]'],
] as const;

const BROKEN_ESCAPES = [
  '%',
  '%z',
  '%zz',
  '%1',
  'a%',
  '%ff',
  '%C3',
  '%C3%28',
  '%ED%A0%80',
  '%F5%80%80%80',
  '%u0041',
];

/** What no route takes in its query string. */
export const BAD_QUERIES: readonly BadRequest[] = READS.flatMap((path) => [
  ...UNKNOWN_PARAMS.map(([query, name]) => badUrl('GET', `${path}?${query}`, INVALID, [name])),
  ...BROKEN_ESCAPES.flatMap((escape) => [
    badUrl('GET', `${path}?q=${escape}`, INVALID, ['q'], NOT_ENCODED),
    badUrl('GET', `${path}?${escape}=1`, INVALID, ['[""]'], NOT_ENCODED),
  ]),
  badUrl('GET', `${path}?q=%00`, INVALID, ['q'], 'must not contain NUL'),
  badUrl('GET', `${path}?%00=1`, INVALID, ['[""]'], 'must not contain NUL'),
  badUrl('GET', `${path}?a=1&b=2&a=3`, INVALID, ['a', 'b']),
]);

const NUMBERS = [
  ...[
    '',
    '-1',
    '0',
    '1e3',
    '1.0',
    '+1',
    '0x1',
    '1_000',
    '01a',
    'NaN',
    'Infinity',
    'one',
    ' 1',
    '1%20',
  ],
  ...['%D9%A1', '%EF%BC%91', '99999999999999999999', '1,2', '[1]', 'null', '%2B1'],
];

/** Pages outside of their bounds, and numbers that are none. */
export const BAD_PAGES: readonly BadRequest[] = [LIST, SEARCH, HISTORY].flatMap((path) => [
  ...NUMBERS.flatMap((number) => [
    badUrl('GET', `${path}?page=${encodeSpace(number)}`, INVALID, ['page']),
    badUrl('GET', `${path}?limit=${encodeSpace(number)}`, INVALID, ['limit']),
  ]),
  badUrl('GET', `${path}?limit=501`, INVALID, ['limit'], 'must be a whole number from 1 to 500'),
  badUrl('GET', `${path}?page`, INVALID, ['page']),
  badUrl('GET', `${path}?page=1&page=2`, INVALID, ['page'], 'must be given once'),
  badUrl('GET', `${path}?limit=1&limit=1`, INVALID, ['limit'], 'must be given once'),
  badUrl('GET', `${path}?page=0&limit=0&x=0`, INVALID, ['page', 'limit', 'x']),
]);

const LONG_LABEL = 'x'.repeat(129);

/** Filters that select nothing sensible. */
export const BAD_FILTERS: readonly BadRequest[] = [
  ...[LIST, SEARCH].flatMap((path) => [
    ...['tag', 'capability'].flatMap((name) =>
      [
        '',
        '%20',
        ',',
        'a,',
        ',a',
        'a,,b',
        'a%00',
        'a%0ab',
        '%E2%80%AEa',
        LONG_LABEL,
        'a,'.repeat(64) + 'a',
      ].map((value) => badUrl('GET', `${path}?${name}=${value}`, INVALID, [name])),
    ),
    badUrl('GET', `${path}?tag=a&tag=`, INVALID, ['tag'], 'must not be empty'),
    badUrl('GET', `${path}?${'tag=a&'.repeat(65)}`, INVALID, ['tag']),
    ...['', 'x', 'Healthy', 'healthy,', ',', 'healthy,x', 'removed', 'constructor'].map((status) =>
      badUrl('GET', `${path}?status=${status}`, INVALID, ['status']),
    ),
    badUrl('GET', `${path}?status=stale&status=stale`, INVALID, ['status'], 'must be given once'),
    badUrl('GET', `${path}?q=${'x'.repeat(201)}`, INVALID, ['q']),
    badUrl('GET', `${path}?q=${'%F0%9F%98%80'.repeat(201)}`, INVALID, ['q']),
    badUrl('GET', `${path}?q=a%07`, INVALID, ['q']),
    badUrl('GET', `${path}?q=a%E2%80%AEb`, INVALID, ['q']),
    badUrl('GET', `${path}?q=a&q=b`, INVALID, ['q'], 'must be given once'),
    badUrl('GET', `${path}?tag=&capability=&status=&page=&limit=&q=%07`, INVALID, [
      'tag',
      'capability',
      'status',
      'page',
      'limit',
      'q',
    ]),
  ]),
  ...['', '-1', '61', '1.5', 'x', '1e1'].map((wait) =>
    badUrl('GET', `${LIST}?wait=${wait}`, INVALID, ['wait'], 'must be a whole number from 0 to 60'),
  ),
  badUrl('GET', `${LIST}?wait=1&wait=1`, INVALID, ['wait']),
  badUrl('GET', `${SEARCH}?wait=1`, INVALID, ['wait'], 'is not a known field'),
  ...['', '2', 'true', '01'].map((strict) =>
    badUrl('GET', `${READY}?strict=${strict}`, INVALID, ['strict'], 'must be 0 or 1'),
  ),
];

/** Routes that write take no parameters at all. */
export const QUERIES_ON_WRITES: readonly BadRequest[] = (
  [
    ['POST', REGISTER],
    ['POST', HEARTBEAT],
    ['POST', BATCH_REGISTER],
    ['POST', BATCH_HEARTBEAT],
    ['DELETE', '/servers/my_analyzer'],
  ] as const
).flatMap(([method, path]) => [
  badUrl(method, `${path}?force=true`, INVALID, ['force'], 'is not a known parameter'),
  badUrl(method, `${path}?id=my_analyzer&id=b&page=1`, INVALID, ['id', 'page']),
  badUrl(method, `${path}?__proto__=1`, INVALID, ['__proto__']),
  badUrl(method, `${path}?a[b]=1`, INVALID, ['["a[b]"]']),
  badUrl(method, `${path}?a=%zz`, INVALID, ['a'], NOT_ENCODED),
  badUrl(method, `${path}?a=%00`, INVALID, ['a'], 'must not contain NUL'),
]);

function encodeSpace(value: string): string {
  return value.replaceAll(' ', '%20');
}
