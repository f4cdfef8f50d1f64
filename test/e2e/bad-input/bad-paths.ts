import { DIRECTORY } from '../../support/test-app.js';
import { badUrl, type BadRequest, BODY_ROUTES } from './bad-request.js';

const INVALID = 'VALIDATION_FAILED';

const ROUTES_OF_AN_ID: readonly [method: string, url: (id: string) => string][] = [
  ['GET', (id) => `${DIRECTORY}/servers/${id}`],
  ['GET', (id) => `/servers/${id}/history`],
  ['DELETE', (id) => `/servers/${id}`],
  ['POST', (id) => `/servers/${id}/probe`],
];

export const BAD_IDS = [
  '-a',
  '.a',
  '_a',
  'a%20b',
  '%20my_analyzer',
  'my_analyzer%20',
  'my_analyzer%0A',
  'a%2Fb',
  '%2e%2e%2fmy_analyzer',
  'a%5Cb',
  'a%7Cb',
  'a%3Fb',
  '%C3%A4',
  'a+b',
  'a;b',
  'a,b',
  '*',
  '$where',
  '[object%20Object]',
  '__proto__',
  '%E2%80%AEa',
  'x'.repeat(129),
  'x'.repeat(8_000),
];

const BROKEN_ESCAPES = ['%', '%z', '%zz', 'a%f', '%ff', '%C3%28', '%ED%A0%80', '%F5%80%80%80'];

export const ABSENT_IDS = [
  'nobody',
  'MY_ANALYZER',
  'constructor',
  'toString',
  'hasOwnProperty',
  '0',
];

/** Ids in a path that no server can have, and some that none has. */
export const BAD_PATH_IDS: readonly BadRequest[] = ROUTES_OF_AN_ID.flatMap(([method, url]) => [
  ...BAD_IDS.map((id) => badUrl(method, url(id), INVALID, ['id'])),
  badUrl(method, url('a%00'), INVALID, ['id'], 'must not contain NUL'),
  badUrl(method, url('%00'), INVALID, ['id'], 'must not contain NUL'),
  ...BROKEN_ESCAPES.map((id) => badUrl(method, url(id), 'MALFORMED_REQUEST')),
  ...ABSENT_IDS.map((id) =>
    badUrl(
      method,
      url(id),
      url(id).startsWith(DIRECTORY) ? 'SERVER_NOT_FOUND' : 'SERVER_NOT_REGISTERED',
    ),
  ),
]);

/** Paths that are no route. */
export const UNKNOWN_ROUTES: readonly BadRequest[] = [
  ...[
    '/',
    '//',
    '/servers',
    '/servers/',
    '/servers//history',
    '/servers/my_analyzer/history/1',
    '/servers/register/x',
    '/mcp/resources',
    DIRECTORY,
    `${DIRECTORY}/nonsense`,
    `${DIRECTORY}/servers/a/b`,
    '/health/nonsense',
    '/favicon.ico',
    '/.env',
    '/../../etc/passwd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/%00',
    '/%zz',
    '/%ff',
    '/__proto__',
    '/constructor',
    `/${'x/'.repeat(3_000)}`,
  ].map((path) => badUrl('GET', path, 'ROUTE_NOT_FOUND')),
  ...['/', '/servers', '/nonsense', '/servers/register/x'].flatMap((path) =>
    ['POST', 'PUT', 'PATCH', 'DELETE'].map((method) => badUrl(method, path, 'ROUTE_NOT_FOUND')),
  ),
];

/** Methods that a route does not take. */
export const WRONG_METHODS: readonly BadRequest[] = [
  ...BODY_ROUTES.flatMap((path) =>
    ['GET', 'PUT', 'PATCH', 'HEAD', 'TRACE', 'PROPFIND'].map((method) => wrong(method, path)),
  ),
  ...[
    `${DIRECTORY}/servers`,
    `${DIRECTORY}/servers/my_analyzer`,
    `${DIRECTORY}/search`,
    `${DIRECTORY}/tags`,
    '/servers/status',
    '/servers/my_analyzer/history',
    '/health',
    '/health/live',
    '/health/ready',
  ].flatMap((path) =>
    ['POST', 'PUT', 'PATCH', 'TRACE', 'LOCK'].map((method) => wrong(method, path)),
  ),
  ...['GET', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'TRACE'].map((method) =>
    wrong(method, '/servers/my_analyzer/probe'),
  ),
  ...[`${DIRECTORY}/servers`, `${DIRECTORY}/tags`, '/servers/my_analyzer/history', '/health'].map(
    (path) => wrong('DELETE', path),
  ),
  ...['/servers/my_analyzer', '/servers/batch'].flatMap((path) =>
    ['GET', 'POST', 'PUT', 'PATCH'].map((method) => wrong(method, path)),
  ),
];

const DIGEST = '0'.repeat(64);

/** Values of If-Match that are no digest. */
export const BAD_IF_MATCH: readonly string[] = [
  '',
  'x',
  '""',
  DIGEST,
  `'${DIGEST}'`,
  `"${DIGEST}`,
  `"${DIGEST.slice(1)}"`,
  `"${DIGEST}0"`,
  `"${'A'.repeat(64)}"`,
  `W/"${DIGEST}"`,
  `"${DIGEST}", "${DIGEST}"`,
  '"*"',
  '*, *',
  '**',
  `"${'0'.repeat(4_000)}"`,
];

/** A route that does not take this method says which it takes. */
function wrong(method: string, path: string): BadRequest {
  return badUrl(method, path, 'METHOD_NOT_ALLOWED');
}
