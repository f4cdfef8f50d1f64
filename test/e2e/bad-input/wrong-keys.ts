import { bad, type BadManifest } from './bad-manifest.js';

/** Names that objects of JavaScript answer to without having been given them. */
const INHERITED = [
  'constructor',
  'prototype',
  'hasOwnProperty',
  'isPrototypeOf',
  'toString',
  'toLocaleString',
  'valueOf',
  'toJSON',
  'then',
  '__defineGetter__',
  '__lookupSetter__',
  '__proto__',
];

const RESERVED = ['status', 'signature', 'directory'];

const VALUES = ['1', 'null', '{"constructor":{"prototype":{"polluted":true}}}'];

/** Fields that nobody knows, those of the directory's own among them. */
export const UNKNOWN_FIELDS: readonly BadManifest[] = [
  ...['name', 'Id', 'displayName', 'tenant', 'removed', 'revision', ...RESERVED, ...INHERITED].map(
    (key) => bad(`a field ${key}`, { [key]: '"x"' }, [key]),
  ),
  ...INHERITED.flatMap((key) =>
    VALUES.map((json) => bad(`a field ${key}: ${json}`, { [key]: json }, [key])),
  ),
  ...['status', 'annotations', 'outputSchema', ...INHERITED].map((key) =>
    bad(`a tool with a field ${key}`, { tools: `[{"name":"a","${key}":"x"}]` }, [
      `tools[0].${key}`,
    ]),
  ),
  ...INHERITED.flatMap((key) =>
    VALUES.map((json) =>
      bad(`a tool with a field ${key}: ${json}`, { tools: `[{"name":"a","${key}":${json}}]` }, [
        `tools[0].${key}`,
      ]),
    ),
  ),
  bad('a field with an empty name', { '': '1' }, ['[""]']),
  bad('a field with a dot in its name', { 'endpoints.mcp': '"http://a/b"' }, ['["endpoints.mcp"]']),
  bad('a tool with a field with a space', { tools: '[{"name":"a","b c":1}]' }, ['tools[0]["b c"]']),
  bad('a field with a name of 1,000 characters', { ['x'.repeat(1_000)]: '1' }, [
    `["${'x'.repeat(64)}…"]`,
  ]),
  bad('three unknown fields', { a: '1', b: '2', c: '3' }, ['a', 'b', 'c'], 'is not a known field'),
];

/** Names of endpoints that are refused. */
export const BAD_ENDPOINT_NAMES: readonly BadManifest[] = [
  ['', '[""]'],
  ['A', '.A'],
  ['1', '["1"]'],
  ['_a', '._a'],
  ['a.b', '["a.b"]'],
  ['a b', '["a b"]'],
  ['ä', '["ä"]'],
  ['toString', '.toString'],
  ['hasOwnProperty', '.hasOwnProperty'],
  ['__proto__', '.__proto__'],
  ['x'.repeat(33), `.${'x'.repeat(33)}`],
].map(([name = '', path = '']) =>
  bad(
    `an endpoint called ${JSON.stringify(name)}`,
    { endpoints: `{"mcp":"http://a/b",${JSON.stringify(name)}:"http://a/b"}` },
    [`endpoints${path}`],
  ),
);

/** `__proto__` as a key, which no JSON of ours may hold, at several depths. */
export const PROTO_KEYS: readonly BadManifest[] = [
  bad('__proto__ with metadata', { metadata: '{"__proto__":{"polluted":true}}' }, [
    'metadata.__proto__',
  ]),
  bad('__proto__ deep in metadata', { metadata: '{"a":[0,{"b":{"__proto__":null}}]}' }, [
    'metadata.a[1].b.__proto__',
  ]),
  bad('__proto__ in an input schema', { tools: '[{"name":"a","input_schema":{"__proto__":1}}]' }, [
    'tools[0].input_schema.__proto__',
  ]),
  bad(
    '__proto__ in properties of a schema',
    { tools: '[{"name":"a","input_schema":{"properties":{"__proto__":{}}}}]' },
    ['tools[0].input_schema.properties.__proto__'],
  ),
  bad('__proto__ in tools that are no list', { tools: '{"__proto__":[]}' }, [
    'tools.__proto__',
    'tools',
  ]),
  bad('a tool that is only __proto__', { tools: '[{"__proto__":{"name":"a"}}]' }, [
    'tools[0].__proto__',
    'tools[0].name',
  ]),
  bad('__proto__ for all required endpoints', { endpoints: '{"__proto__":{"mcp":"http://a/b"}}' }, [
    'endpoints.__proto__',
    'endpoints.mcp',
  ]),
];
