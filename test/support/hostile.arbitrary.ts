import fc from 'fast-check';
import type { ManifestDraft } from '../../src/manifest/manifest.js';
import { endpointUrl, serverId, validManifest } from './valid-manifest.arbitrary.js';

/** Stands for a number that no double holds; JSON text has it as `1e999`. */
const ENDLESS = '@1e999@';

type Place = readonly [container: object, key: string];

/** Keys that have broken programs before. */
const key: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'toJSON'),
  fc.constantFrom('', '$where', 'a.b', '\0', '\ud800', '\u202e', 'x'.repeat(300), '0', '-1'),
  fc.constantFrom('status', 'signature', 'directory', 'tenant', 'id', 'name', 'mcp', 'version'),
  fc.string({ unit: 'binary', maxLength: 20 }),
);

const text: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('', ' ', '\0', '\ud800', '\udc00\ud800', '\u202e', '\r\n', '|', ',', '\ufeff'),
  fc.constantFrom('javascript:alert(1)', 'http://a@b', 'http://', 'file:///etc/passwd', '../../x'),
  fc.constantFrom(ENDLESS, '__proto__', '${7*7}', "'; DROP TABLE servers; --", '<script>', '%00'),
  fc.constantFrom('x'.repeat(129), 'x'.repeat(5_000), '😀'.repeat(201), 'é'.repeat(10_000)),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) }),
  fc.constantFrom(
    'a\u200bb',
    'a\u{e0041}',
    '\u3164',
    '\u2800',
    'a\ufe0f',
    '\ue000',
    'Z\u0301\u0301\u0301\u0301\u0301',
  ),
  endpointUrl,
  serverId,
);

const number = fc.oneof(
  fc.constantFrom(
    0,
    -0,
    -1,
    1,
    1.5,
    4,
    5,
    3_601,
    86_401,
    2 ** 31,
    2 ** 53,
    -(2 ** 53),
    2 ** 63,
    1e21,
    1.7976931348623157e308,
    5e-324,
  ),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
);

/** Any JSON value, most often one that nobody expects. */
export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(null, true, false),
  number,
  text,
  fc.array(fc.oneof(text, number, fc.constant(null)), { maxLength: 4 }),
  fc.array(fc.tuple(key, fc.oneof(text, number)), { maxLength: 4 }).map((each) => object(each)),
  fc.constantFrom([], {}, [[]], [null], [{}], { length: 1e9 }, { mcp: 'http://a/b' }),
  fc.integer({ min: 1, max: 40 }).map(nested),
  fc.constantFrom(70, 600, 2_000).map((length) => Array.from({ length }, () => 'a')),
  fc.jsonValue(),
);

/** A valid manifest with up to three places changed into something hostile. */
export const mutatedManifest: fc.Arbitrary<unknown> = fc
  .tuple(
    validManifest,
    fc.array(
      fc.record({
        at: fc.nat(),
        how: fc.constantFrom('replace', 'replace', 'add', 'add', 'remove', 'rename', 'wrap'),
        key,
        value: hostileValue,
      }),
      { minLength: 1, maxLength: 3 },
    ),
  )
  .map(([manifest, changes]) => {
    const mutant: ManifestDraft = structuredClone(manifest);
    for (const change of changes) {
      const places = placesIn(mutant);
      const place = places[change.at % places.length];
      if (place !== undefined) mutate(place, change);
    }
    return mutant;
  });

/** Heartbeats, more or less. */
export const hostileHeartbeat: fc.Arbitrary<unknown> = fc
  .tuple(
    fc.record(
      {
        id: fc.oneof(serverId, hostileValue),
        status: fc.oneof(fc.constantFrom('healthy', 'draining', 'offline'), hostileValue),
        digest: fc.oneof(fc.stringMatching(/^[0-9a-f]{64}$/), hostileValue),
      },
      { requiredKeys: [] },
    ),
    fc.array(fc.tuple(key, hostileValue), { maxLength: 1 }),
  )
  .map(([fields, more]) => object([...Object.entries(fields), ...more]));

/** What a client may send instead of the expected message: bytes, cut JSON, other JSON, or the message. */
export function hostileBody(message: fc.Arbitrary<unknown>): fc.Arbitrary<string | Uint8Array> {
  const json = message.map(toJson);
  return fc.oneof(
    { weight: 12, arbitrary: json },
    { weight: 2, arbitrary: hostileValue.map(toJson) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }) },
    {
      weight: 1,
      arbitrary: fc.tuple(json, fc.nat()).map(([whole, at]) => whole.slice(0, at % whole.length)),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(json, fc.nat(), fc.uint8Array({ maxLength: 3 }))
        .map(([whole, at, bytes]) => {
          const cut = at % whole.length;
          return Buffer.concat([
            Buffer.from(whole.slice(0, cut)),
            bytes,
            Buffer.from(whole.slice(cut)),
          ]);
        }),
    },
  );
}

/** JSON text, lone surrogates and endless numbers included. */
export function toJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(`"${ENDLESS}"`, '1e999');
}

function mutate(
  [container, at]: Place,
  change: { how: string; key: string; value: unknown },
): void {
  const current: unknown = Reflect.get(container, at);
  switch (change.how) {
    case 'add':
      set(
        typeof current === 'object' && current !== null ? current : container,
        change.key,
        change.value,
      );
      break;
    case 'remove':
      Reflect.deleteProperty(container, at);
      break;
    case 'rename':
      Reflect.deleteProperty(container, at);
      set(container, change.key, current);
      break;
    case 'wrap':
      set(container, at, [current, change.value]);
      break;
    default:
      set(container, at, change.value);
  }
}

/** Every value within an object, by where it is. */
function placesIn(container: object): Place[] {
  return Object.entries(container).flatMap(([at, value]: [string, unknown]) => [
    [container, at] as const,
    ...(typeof value === 'object' && value !== null ? placesIn(value) : []),
  ]);
}

function set(container: object, name: string, value: unknown): void {
  // Shared objects must not come to contain themselves.
  const own: unknown = structuredClone(value);
  Object.defineProperty(container, name, {
    value: own,
    enumerable: true,
    writable: true,
    configurable: true,
  });
}

function object(members: Iterable<readonly [string, unknown]>): object {
  return Object.fromEntries(members);
}

function nested(levels: number): unknown {
  return levels === 0 ? 1 : levels % 2 === 0 ? [nested(levels - 1)] : { a: nested(levels - 1) };
}
