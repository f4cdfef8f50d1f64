import {
  bad,
  type BadManifest,
  type JsonFields,
  jsonObject,
  manifestJson,
  nested,
} from './bad-manifest.js';

const NUL = '\\u0000';
const LONE_SURROGATES = ['\\ud800', '\\udc00', '\\ud83d', '\\ude00\\ud83d'];

/** NUL and lone surrogates in values and in keys. */
export const UNSTORABLE_TEXT: readonly BadManifest[] = [NUL, ...LONE_SURROGATES].flatMap(
  (escape) => {
    const value = `"a${escape}b"`;
    const key = `"a${escape}b":1`;
    const shownKey = escape === NUL ? '["a\\u0000b"]' : '["a�b"]'.replace('�', replaced(escape));
    return [
      bad(`${escape} in id`, { id: value }, ['id']),
      bad(`${escape} in display_name`, { display_name: value }, ['display_name']),
      bad(`${escape} in description`, { description: value }, ['description']),
      bad(`${escape} in version`, { version: value }, ['version']),
      bad(`${escape} in registry_name`, { registry_name: value }, ['registry_name']),
      bad(`${escape} in a URL`, { endpoints: `{"mcp":"http://a/${escape}"}` }, ['endpoints.mcp']),
      bad(`${escape} in a tag`, { tags: `["ok",${value}]` }, ['tags[1]']),
      bad(`${escape} in a tool's name`, { tools: `[{"name":${value}}]` }, ['tools[0].name']),
      bad(`${escape} in metadata`, { metadata: `{"a":[{"b":${value}}]}` }, ['metadata.a[0].b']),
      bad(
        `${escape} in an input schema`,
        { tools: `[{"name":"a","input_schema":{"title":${value}}}]` },
        ['tools[0].input_schema.title'],
      ),
      bad(`${escape} in a key of metadata`, { metadata: `{"m":{${key}}}` }, [
        `metadata.m${shownKey}`,
      ]),
      bad(
        `${escape} in a key of an input schema`,
        { tools: `[{"name":"a","input_schema":{"properties":{${key}}}}]` },
        [`tools[0].input_schema.properties${shownKey}`],
      ),
      bad(`${escape} in a key of a tool`, { tools: `[{"name":"a",${key}}]` }, [
        `tools[0]${shownKey}`,
      ]),
      bad(`${escape} in the name of an endpoint`, { endpoints: `{"mcp":"http://a/b",${key}}` }, [
        `endpoints${shownKey}`,
      ]),
      {
        name: `${escape} in the name of a field`,
        json: manifestJson({}).replace('{', `{${key},`),
        paths: [shownKey],
      },
    ];
  },
);

/** Numbers that other readers of JSON would change. */
export const UNSAFE_NUMBERS: readonly BadManifest[] = [
  ...[
    '1e999',
    '-1e999',
    '9007199254740993',
    '-9007199254740993',
    '9007199254740992',
    '123456789012345678901',
  ].flatMap((json) => [
    bad(`${json} in metadata`, { metadata: `{"n":[${json}]}` }, ['metadata.n[0]']),
    bad(
      `${json} in an input schema`,
      { tools: `[{"name":"a","input_schema":{"multipleOf":${json}}}]` },
      ['tools[0].input_schema.multipleOf'],
    ),
    bad(`${json} as cache_ttl_seconds`, { cache_ttl_seconds: json }, ['cache_ttl_seconds']),
    bad(`${json} as display_name`, { display_name: json }, ['display_name']),
    bad(`${json} as an unknown field`, { surprise: json }, ['surprise']),
  ]),
];

/** Bounds that say something, and data: to leave them out would change what a schema means. */
export const UNSAFE_BOUNDS: readonly BadManifest[] = [
  ['"maximum":-9223372036854775808', 'maximum'],
  ['"minimum":9223372036854775807', 'minimum'],
  ['"minLength":9223372036854775807', 'minLength'],
  ['"const":9223372036854775807', 'const'],
  ['"enum":[1,9223372036854775807]', 'enum[1]'],
  ['"maximum":1e999', 'maximum'],
  ['"const":{"maximum":9223372036854775807}', 'const.maximum'],
  ['"properties":{"default":{"const":9223372036854775807}}', 'properties.default.const'],
  ['"x":[9223372036854775807]', 'x[0]'],
].map(([json = '', path = '']) =>
  bad(`${json} in an input schema`, { tools: `[{"name":"a","input_schema":{${json}}}]` }, [
    `tools[0].input_schema.${path}`,
  ]),
);

/** Too much, or nested too deep. */
export const TOO_MUCH: readonly BadManifest[] = [
  bad('metadata 9 levels deep', { metadata: nested(9, 'objects') }, ['metadata']),
  bad('metadata 9 levels deep in arrays', { metadata: `{"a":${nested(8, 'arrays')}}` }, [
    'metadata',
  ]),
  bad('16 KiB and 1 byte of metadata', { metadata: `{"a":"${'x'.repeat(16_384 - 7)}"}` }, [
    'metadata',
  ]),
  bad('16 KiB of metadata in wide characters', { metadata: `{"a":"${'ä'.repeat(8_192)}"}` }, [
    'metadata',
  ]),
  bad('a manifest of 33 levels', { metadata: nested(32, 'objects') }, ['']),
  bad('an input schema of 30 levels', { tools: schema(nested(30, 'objects')) }, ['']),
  bad('33 levels in a field that nobody knows', { surprise: nested(32, 'arrays') }, ['']),
  bad('100,000 levels of arrays', { metadata: nested(100_000, 'arrays') }, ['']),
  bad('40,000 levels of objects', { metadata: nested(40_000, 'objects') }, ['']),
  { name: '40,000 levels of objects alone', json: nested(40_000, 'objects'), paths: [''] },
  bad(
    'more than 256 KiB in canonical form',
    { tools: schema(`{"a":[${'1e-6,'.repeat(40_000)}1]}`) },
    [''],
  ),
];

/** More faults than are told one by one. */
export const MANY_FAULTS: readonly BadManifest[] = [
  bad(
    '1,000 keys with NUL, of which 100 are named',
    { metadata: jsonObject(numbered(1_000, (index) => [`\0${index}`, '1'])) },
    Array.from({ length: 100 }, (_, index) => `metadata["\\u0000${index}"]`),
  ),
  bad(
    '500 tools without a name, of which 100 are named',
    { tools: `[${'{},'.repeat(499)}{}]` },
    Array.from({ length: 100 }, (_, index) => `tools[${index}].name`),
  ),
  bad(
    '101 fields',
    numbered(97, (index) => [`field_${index}`, '1']),
    [''],
  ),
  bad(
    '101 fields of a tool',
    { tools: `[${jsonObject(numbered(101, (index) => [`f${index}`, '1']))}]` },
    ['tools[0]'],
  ),
];

function numbered(count: number, member: (index: number) => [string, string]): JsonFields {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => member(index)));
}

function schema(json: string): string {
  return `[{"name":"a","input_schema":${json}}]`;
}

/** How a lone surrogate is shown: as the replacement character, once each. */
function replaced(escape: string): string {
  return '\ufffd'.repeat(escape.length / 6);
}
