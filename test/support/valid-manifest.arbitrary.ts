import fc from 'fast-check';
import { ICON_THEMES, ICON_TYPES, type Icon } from '../../src/manifest/icon.js';
import type { Json, JsonObject, ManifestDraft, Tool } from '../../src/manifest/manifest.js';
import { LIMITS } from '../../src/manifest/manifest-limits.js';
import { codePoints } from '../../src/manifest/text-rules.js';

/** Names that objects of JavaScript have of their own: here they are names like any other. */
const TRICKY = ['constructor', 'toString', 'hasOwnProperty', 'valueOf', 'then', 'toJSON', 'length'];

/** Ids that servers can have. */
export const serverId: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...TRICKY, 'status', 'register', 'heartbeat', 'batch', '0', 'a..b', 'A-_.'),
  fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,40}$/),
  fc.constant('x'.repeat(LIMITS.idLength)),
);

/** Texts in which something is hidden that script or emoji need, or that have many marks. */
const NEEDED = [
  'می\u200cخواهم SMS\u200cها',
  'क्\u200dष ශ්\u200dරී',
  'שלום\u200f! (abc\u200e)',
  '👩🏽\u200d💻 ☎\ufe0f 1\ufe0f\u20e3',
  '🏴\u{e0067}\u{e0062}\u{e0077}\u{e006c}\u{e0073}\u{e007f}',
  'cafe\u0301',
  'בְּרֵאשִׁ֖ית',
];

/** Text of one line that is not empty, in many scripts; it may have white space around it. */
function line(max: number): fc.Arbitrary<string> {
  const words = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).map(withoutHidden);
  return fc.oneof(
    words.filter(isDrawn),
    fc.constantFrom(...NEEDED),
    fc.constantFrom(...TRICKY, '<script>alert(1)</script>', '{"a":1}', '€😀', 'İstanbul', 'ΑΣ'),
    words.map((text) => `  ${text}x\t`),
    fc.constantFrom('x'.repeat(max), '😀'.repeat(max), `${' '.repeat(max)}x`),
  );
}

const lines: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('', ' ', 'x'.repeat(LIMITS.descriptionLength)),
  fc
    .array(line(50), { maxLength: 4 })
    .chain((parts) =>
      fc.constantFrom('\n', '\r\n', '\r', '\t', '\n\n').map((end) => parts.join(end)),
    ),
);

const label: fc.Arbitrary<string> = line(LIMITS.labelLength)
  .map((text) => text.replaceAll(',', ';'))
  // Lower case may have more characters: İ has two.
  .filter((text) => codePoints(text.trim().toLowerCase().normalize('NFC')) <= LIMITS.labelLength);

const labels = fc.array(label, { maxLength: 8 });

const version = fc.oneof(
  fc.constantFrom('1.0.0', '0', '2.1.0-rc.1+build.5', 'ä', 'v'.repeat(LIMITS.versionLength)),
  fc.stringMatching(/^[!-{}~]{1,20}$/),
);

/** URLs of endpoints. */
export const endpointUrl: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom('http://', 'https://', 'HTTP://'),
    fc.oneof(
      fc.constantFrom(
        'localhost',
        '127.0.0.1',
        '[::1]',
        'a.example',
        'xn--bcher-kva.example',
        'xn--r8jz45g.xn--zckzah',
        'my_service',
        'EXAMPLE.com',
      ),
      fc.domain(),
    ),
    fc.constantFrom('', ':80', ':8443'),
    fc.oneof(fc.constantFrom('', '/', '/mcp', '/a%20b', '/é'), fc.webPath()),
    fc.oneof(
      fc.constantFrom('', '?', '?a=b&c=@', '#f'),
      fc.webQueryParameters().map((q) => `?${q}`),
    ),
  )
  .map((parts) => parts.join(''));

const endpoints = fc
  .tuple(
    endpointUrl,
    fc.dictionary(fc.stringMatching(/^[a-z][a-z0-9_-]{0,31}$/), endpointUrl, { maxKeys: 4 }),
  )
  .map(([mcp, others]) => ({ ...others, mcp }));

/** A key of free-form JSON. */
const key = fc.oneof(
  fc.constantFrom(...TRICKY, '', '$ref', 'a.b', '_id', 'ключ', 'status', 'signature', 'directory'),
  fc.constantFrom(...NEEDED),
  fc.string({ unit: 'grapheme', maxLength: 12 }).map(withoutHidden),
);

const plain: fc.Arbitrary<Json> = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 20 }).map(withoutHidden),
  fc.constantFrom(...NEEDED, 'a\tb\r\nc'),
  fc.maxSafeInteger(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter(isPortable),
  fc.constantFrom(0, -0, 1e21, -1e30, 1.7976931348623157e308, 1e-7, 0.1 + 0.2, 5e-324, 2 ** 53 - 1),
  fc.boolean(),
  fc.constant(null),
);

/** Free-form JSON objects of at most this many levels. */
function freeForm(levels: number): fc.Arbitrary<JsonObject> {
  const inner =
    levels > 1 ? fc.oneof({ maxDepth: 3 }, plain, freeForm(levels - 1), list(levels - 1)) : plain;
  return fc
    .array(fc.tuple(key, inner), { maxLength: 4 })
    .map((members): JsonObject =>
      Object.fromEntries(members.filter(([name]) => name !== '__proto__')),
    );
}

function list(levels: number): fc.Arbitrary<Json> {
  return fc.array(levels > 1 ? fc.oneof(plain, freeForm(levels - 1)) : plain, { maxLength: 4 });
}

/** Bounds of 64 bits, which are left out. */
const edgeSchema: fc.Arbitrary<JsonObject> = fc
  .constantFrom(2 ** 63, 2 ** 64, 2 ** 53)
  .map((edge) => ({ properties: { n: { type: 'integer', minimum: -edge, maximum: edge } } }));

const tool: fc.Arbitrary<Tool> = fc.record(
  {
    name: line(LIMITS.toolNameLength),
    description: lines,
    endpoint: endpointUrl,
    input_schema: fc.oneof(
      { weight: 4, arbitrary: freeForm(4) },
      { weight: 1, arbitrary: edgeSchema },
    ),
  },
  { requiredKeys: ['name'] },
);

const probe = fc.record(
  {
    enabled: fc.boolean(),
    interval_seconds: fc.oneof(
      fc.integer({ min: 10, max: 86_400 }),
      fc.constantFrom(10, 60, 86_400),
    ),
    timeout_ms: fc.oneof(fc.integer({ min: 100, max: 5_000 }), fc.constantFrom(100, 5_000)),
  },
  { requiredKeys: ['enabled'] },
);

const icon: fc.Arbitrary<Icon> = fc.record(
  {
    src: endpointUrl
      .map((url) => url.replace(/^https?/i, 'https'))
      .filter(
        (url) =>
          /^(?:[\w.~:/?#[\]@!$&'()*+,;=-]|%[\da-f]{2})+$/i.test(url) &&
          url.length <= LIMITS.iconUrlLength,
      ),
    mimeType: fc.constantFrom(...ICON_TYPES),
    sizes: fc.array(fc.constantFrom('any', '48x48', '0x99999'), { maxLength: 4 }),
    theme: fc.constantFrom(...ICON_THEMES),
  },
  { requiredKeys: ['src'] },
);

/** Manifests that a member may register: not yet normalised, with and without each optional field. */
export const validManifest: fc.Arbitrary<ManifestDraft> = fc.record(
  {
    id: serverId,
    display_name: line(LIMITS.displayNameLength),
    description: lines,
    version,
    endpoints,
    tools: fc.array(tool, { maxLength: 5 }),
    capabilities: labels,
    tags: labels,
    cache_ttl_seconds: fc.oneof(
      fc.integer({ min: 1, max: 86_400 }),
      fc.constantFrom(1, 60, 86_400),
    ),
    heartbeat_interval_seconds: fc.oneof(
      fc.integer({ min: 5, max: 3_600 }),
      fc.constantFrom(0, -0, 5),
    ),
    registry_name: fc.stringMatching(/^[a-zA-Z0-9.-]{1,20}\/[a-zA-Z0-9._-]{1,20}$/),
    probe,
    icons: fc.array(icon, { maxLength: LIMITS.icons }),
    metadata: freeForm(3),
  },
  { requiredKeys: ['id', 'display_name', 'version', 'endpoints'] },
);

/** Nothing that nobody sees, and no more than a few marks on a character. */
function withoutHidden(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu, '')
    .replaceAll(/(\p{M}{3})\p{M}+/gu, '$1');
}

function isDrawn(text: string): boolean {
  return /(?![\u2800\u{1d159}])[\p{L}\p{N}\p{P}\p{S}]/u.test(text);
}

/** Whole numbers from 2^53 to 1e21 are refused: some readers of JSON change them. */
function isPortable(value: number): boolean {
  const size = Math.abs(value);
  return size < 2 ** 53 || size >= 1e21;
}
