import { BAD_IDS, ABSENT_IDS } from './bad-paths.js';
import { badBody, type BadRequest, DISABLE, PACE, PRESERVATION } from './bad-request.js';

const WRONG_TYPES = ['null', 'true', '5', '[]', '{}', '["auto"]'];

/** What operators send with wrong, missing and unknown fields, and to servers that there can't be or are not. */
export const BAD_OPERATORS: readonly BadRequest[] = [
  ...[...WRONG_TYPES, '""', '"AUTO"', '"auto "', '"toString"'].map((mode) =>
    badBody(
      `mode ${mode}`,
      PRESERVATION,
      `{"mode":${mode}}`,
      ['mode'],
      'must be one of auto, on, off',
    ),
  ),
  badBody('no mode', PRESERVATION, '{}', ['mode'], 'is required'),
  badBody('for how long', PRESERVATION, '{"mode":"on","minutes":5}', ['minutes']),
  ...['null', 'true', '"2"', '[]', '{}', '0', '0.99', '10.01', '-2', '1e300'].map((factor) =>
    badBody(
      `factor ${factor}`,
      PACE,
      `{"factor":${factor}}`,
      ['factor'],
      'must be a number from 1 to 10',
    ),
  ),
  ...['null', '"60"', '-1', '3601', '1.5', '[]', '{}'].map((seconds) =>
    badBody(`in ${seconds} seconds`, PACE, `{"factor":2,"in_seconds":${seconds}}`, ['in_seconds']),
  ),
  badBody('no factor', PACE, '{"in_seconds":5}', ['factor'], 'is required'),
  badBody('__proto__', PACE, '{"factor":2,"__proto__":{}}', ['__proto__']),
  ...[
    ...WRONG_TYPES,
    '""',
    '" \\t "',
    '"a\\nb"',
    '"a\\u0000"',
    '"\\ud800"',
    '"\\u202ea"',
    '"a\\u200b"',
    '"\\u2800"',
    `"${'x'.repeat(501)}"`,
  ].map((reason) =>
    badBody(`reason ${reason.slice(0, 20)}`, DISABLE, `{"reason":${reason}}`, ['reason']),
  ),
  badBody('no reason', DISABLE, '{}', ['reason'], 'is required'),
  badBody('a field until', DISABLE, '{"reason":"x","until":1}', ['until']),
  ...['disable', 'enable', 'release-key'].flatMap((word) => [
    ...BAD_IDS.map((id) =>
      badBody(`id ${id.slice(0, 20)}`, `/servers/${id}/${word}`, '{"reason":"x"}', ['id']),
    ),
    ...ABSENT_IDS.map((id) => ({
      ...badBody('nobody', `/servers/${id}/${word}`, '{"reason":"x"}', []),
      code: 'SERVER_NOT_REGISTERED' as const,
    })),
  ]),
];
