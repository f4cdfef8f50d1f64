import { gzipSync } from 'node:zlib';
import { manifestJson, nested } from './bad-manifest.js';
import {
  BATCH_HEARTBEAT,
  BATCH_REGISTER,
  badBody,
  type BadRequest,
  BODY_ROUTES,
  HEARTBEAT,
  PROBE,
  REGISTER,
  unreadable,
} from './bad-request.js';

const VALID = manifestJson({});
const KIB = 1_024;
const DIGEST = 'a'.repeat(64);

/** Heartbeats with wrong, missing and unknown fields. */
export const BAD_HEARTBEATS: readonly BadRequest[] = [
  ...['null', 'true', '5', '[]', '{}', '""', '"-a"', '"a b"', '"a\\u0000"', '"\\ud800"'].map((id) =>
    badBody(`id ${id}`, HEARTBEAT, `{"id":${id}}`, ['id']),
  ),
  ...['null', 'true', '5', '[]', '{}', '""', '"stale"', '"Healthy"', '["healthy"]'].map((status) =>
    badBody(`status ${status}`, HEARTBEAT, `{"id":"my_analyzer","status":${status}}`, ['status']),
  ),
  ...['null', '5', '[]', '{}', '""', '"abc"', `"${'A'.repeat(64)}"`, `"${DIGEST}0"`].map((digest) =>
    badBody(`digest ${digest}`, HEARTBEAT, `{"id":"my_analyzer","digest":${digest}}`, ['digest']),
  ),
  ...['name', 'version', 'constructor', 'hasOwnProperty', 'toString', '__proto__'].map((key) =>
    badBody(`a field ${key}`, HEARTBEAT, `{"id":"my_analyzer","${key}":{"id":"b"}}`, [key]),
  ),
  badBody('no id', HEARTBEAT, '{}', ['id'], 'is required'),
  badBody('only __proto__', HEARTBEAT, '{"__proto__":{"id":"my_analyzer"}}', ['__proto__', 'id']),
  badBody('all wrong', HEARTBEAT, '{"id":1,"status":2,"digest":3,"more":4}', [
    'id',
    'status',
    'digest',
    'more',
  ]),
];

/** Batches that are refused as a whole. */
export const BAD_BATCHES: readonly BadRequest[] = [
  ...(
    [
      [BATCH_REGISTER, 'servers'],
      [BATCH_HEARTBEAT, 'heartbeats'],
    ] as const
  ).flatMap(([path, field]) => [
    ...['null', 'true', '5', '"a"', '{}', '{"length":1}'].map((json) =>
      badBody(
        `${field} ${json}`,
        path,
        `{"${field}":${json}}`,
        [field],
        'must be a list of 1 to 1000 items',
      ),
    ),
    badBody('no list', path, '{}', [field], 'is required'),
    badBody('no items', path, `{"${field}":[]}`, [field], 'must be a list of 1 to 1000 items'),
    badBody('1,001 items', path, `{"${field}":[${'1,'.repeat(1_000)}1]}`, [field]),
    badBody('1,000,000 items', path, `{"${field}":[${'1,'.repeat(999_999)}1]}`, [field]),
    badBody('the bare list', path, `[${VALID}]`, ['']),
    badBody('one item alone', path, '{"id":"my_analyzer"}', ['id', field]),
    badBody('an unknown field', path, `{"${field}":[{}],"dry_run":true}`, ['dry_run']),
    badBody('__proto__', path, `{"${field}":[{}],"__proto__":{}}`, ['__proto__']),
    badBody('constructor', path, `{"${field}":[{}],"constructor":1}`, ['constructor']),
    badBody(
      '100,000 levels beside the list',
      path,
      `{"${field}":[{}],"a":${nested(100_000, 'arrays')}}`,
      [''],
    ),
    unreadable(
      'more than 8 MiB',
      path,
      `{"a":"${'x'.repeat(8 * KIB * KIB)}"}`,
      'PAYLOAD_TOO_LARGE',
    ),
  ]),
];

/** Bodies where none is needed. */
export const NEEDLESS_BODIES: readonly BadRequest[] = [
  ...['null', 'true', '5', '"a"', '[]', '[{}]'].map((json) =>
    badBody(json, PROBE, json, [''], 'must be a JSON object'),
  ),
  ...['url', 'address', 'timeout_ms', 'id', 'constructor', 'toString', '__proto__'].map((key) =>
    badBody(`a field ${key}`, PROBE, `{"${key}":"http://127.0.0.1/"}`, [key]),
  ),
  badBody('100,000 levels', PROBE, `{"a":${nested(100_000, 'arrays')}}`, ['']),
  ...['{', 'probe=1', '\n'].map((body) =>
    unreadable(`not JSON: ${JSON.stringify(body)}`, PROBE, body, 'MALFORMED_JSON'),
  ),
  unreadable('text', PROBE, 'x', 'UNSUPPORTED_MEDIA_TYPE', { 'Content-Type': 'text/plain' }),
  unreadable('a huge body', PROBE, ' '.repeat(300 * KIB), 'PAYLOAD_TOO_LARGE'),
];

/** Bodies that are no JSON object in UTF-8, on every route that takes one. */
export const UNREADABLE_BODIES: readonly BadRequest[] = BODY_ROUTES.flatMap((path) => [
  ...['null', 'true', '0', '-1.5', '"text"', '[]', '[1,2]', '[{}]'].map((json) =>
    badBody(json, path, json, [''], 'must be a JSON object'),
  ),
  ...[nested(100_000, 'arrays'), '['.repeat(100_000), '{"a":'.repeat(40_000)].map((json) =>
    badBody(json.slice(0, 12), path, json, [''], 'must not be nested deeper than 32 levels'),
  ),
  badBody(
    'many values',
    path,
    `{"id":[${'[],'.repeat(20_000)}1]}`,
    [''],
    'must not have more than 20000 values',
  ),
  ...[
    '{"id":"a","id":"b"}',
    '{"id":"a","\\u0069d":"a"}',
    '{"metadata":{"a":[{"b":1,"c":{},"b":1}]}}',
    '{"é":1,"\\u00e9":2}',
    `{${Array.from({ length: 40 }, (_, index) => `"f${index}":0,`).join('')}"f39":0}`,
  ].map((json) => unreadable(`a key twice: ${json.slice(0, 24)}`, path, json, 'MALFORMED_JSON')),
  ...[
    '{',
    '{"id":',
    '{"id":"a',
    VALID.slice(0, -1),
    `${VALID}}`,
    `${VALID}${VALID}`,
    `${VALID}\0`,
    "{'id':'a'}",
    '{id:1}',
    '{"id":"a",}',
    '{"id":01}',
    '{"id":NaN}',
    '{"id":"\t"}',
    '{"id":"\\x41"}',
    '{"id":"a"} // comment',
    'id=a&version=1',
    '<id>a</id>',
    ' ',
    '\n',
    '\u2028{}',
  ].map((body) =>
    unreadable(`not JSON: ${JSON.stringify(body.slice(0, 24))}`, path, body, 'MALFORMED_JSON'),
  ),
  ...Object.entries({
    'a lone continuation byte': [0x80],
    'an overlong slash': [0xc0, 0xaf],
    'a surrogate in UTF-8': [0xed, 0xa0, 0x80],
    'a code point beyond Unicode': [0xf4, 0x90, 0x80, 0x80],
    'Latin-1': [0xe4, 0xf6, 0xfc],
    'a cut sequence': [0xe2, 0x82],
  }).map(([name, bytes]) => {
    const body = Buffer.from([...Buffer.from('{"id":"a'), ...bytes, ...Buffer.from('"}')]);
    return unreadable(name, path, body, 'MALFORMED_JSON');
  }),
  ...['\ufeff', '\ufeff\r\n', '\ufeff\ufeff'].map((start) =>
    unreadable(JSON.stringify(start), path, `${start}${VALID}`, 'MALFORMED_JSON'),
  ),
  unreadable(
    'UTF-16 with a byte order mark',
    path,
    Buffer.from(`\ufeff${VALID}`, 'utf16le'),
    'MALFORMED_JSON',
  ),
  unreadable('gzip without saying so', path, gzipSync(VALID), 'MALFORMED_JSON'),
  unreadable('no body', path, undefined, 'BODY_REQUIRED'),
  unreadable('an empty body', path, '', 'BODY_REQUIRED'),
  unreadable('no content type', path, VALID, 'BODY_REQUIRED', {}),
]);

/** Bodies that say what they are, and it is not JSON in UTF-8. */
export const WRONG_MEDIA_TYPES: readonly BadRequest[] = BODY_ROUTES.flatMap((path) => [
  ...[
    'text/plain',
    'text/json',
    'application/xml',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/jsonp',
    'application/json-patch+json',
    'application/*',
    '*/*',
    'json',
    'application/json, text/plain',
    '',
    ';',
  ].map((type) => mediaType(type, path, VALID)),
  mediaType('application/json; charset=utf-16', path, Buffer.from(VALID, 'utf16le')),
  mediaType('application/json; charset=utf-16le', path, Buffer.from(VALID, 'utf16le')),
  mediaType('application/json; charset=utf-32', path, VALID),
  mediaType('application/json; charset=utf-7', path, VALID),
  mediaType('application/json; charset=iso-8859-1', path, VALID),
  mediaType('application/json; charset=utf-9', path, VALID),
  ...['compress', 'gzip, gzip', 'x', 'zip'].map((encoding) =>
    unreadable(`Content-Encoding: ${encoding}`, path, VALID, 'UNSUPPORTED_MEDIA_TYPE', {
      'Content-Type': 'application/json',
      'Content-Encoding': encoding,
    }),
  ),
]);

/** Compressed bodies, good ones too: what they would grow to is never looked at. */
export const COMPRESSED_BODIES: readonly BadRequest[] = BODY_ROUTES.flatMap((path) => [
  compressed('a good gzip', path, gzipSync(VALID)),
  compressed('plain text as gzip', path, VALID),
  compressed('64 MiB in a small gzip', path, gzipSync(Buffer.alloc(64 * KIB * KIB, ' '))),
  compressed('250,000 levels in 292 bytes', path, gzipSync('['.repeat(250_000))),
  compressed('a good gzip', path, gzipSync(VALID), 'x-gzip'),
  compressed('a good gzip', path, gzipSync(VALID), 'identity, gzip'),
  compressed('text', path, VALID, 'deflate'),
  compressed('text', path, VALID, 'br'),
]);

/** Bodies above 256 KiB on the single routes. */
export const HUGE_BODIES: readonly BadRequest[] = [REGISTER, HEARTBEAT].flatMap((path) => [
  unreadable(
    '256 KiB and 1 byte',
    path,
    `{"id":"${'x'.repeat(256 * KIB - 8)}"}`,
    'PAYLOAD_TOO_LARGE',
  ),
  unreadable('16 MiB', path, `{"id":"${'x'.repeat(16 * KIB * KIB)}"}`, 'PAYLOAD_TOO_LARGE'),
  unreadable('16 MiB of no known length', path, 'x'.repeat(16 * KIB * KIB), 'PAYLOAD_TOO_LARGE', {
    'Content-Type': 'application/json',
    'Transfer-Encoding': 'chunked',
  }),
  unreadable('1 MiB of another type', path, 'x'.repeat(KIB * KIB), 'UNSUPPORTED_MEDIA_TYPE', {
    'Content-Type': 'text/plain',
  }),
]);

function mediaType(type: string, path: string, body: string | Uint8Array): BadRequest {
  return unreadable(`Content-Type: ${type}`, path, body, 'UNSUPPORTED_MEDIA_TYPE', {
    'Content-Type': type,
  });
}

function compressed(
  name: string,
  path: string,
  body: string | Uint8Array,
  encoding = 'gzip',
): BadRequest {
  return unreadable(`${name} as ${encoding}`, path, body, 'UNSUPPORTED_MEDIA_TYPE', {
    'Content-Type': 'application/json',
    'Content-Encoding': encoding,
  });
}
