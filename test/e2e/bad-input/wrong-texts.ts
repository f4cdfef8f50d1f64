import { bad, type BadManifest, badValues, text } from './bad-manifest.js';

const EMOJI = '😀';

/** Values of the right type that break a rule or a limit. */
export const OUT_OF_BOUNDS: readonly BadManifest[] = [
  ...badValues('id', [
    ...[
      '',
      '-a',
      '.a',
      '_a',
      'a b',
      'a/b',
      'a|b',
      'ä',
      'a\n',
      '\ta',
      'a\u200b',
      'a:b',
      'a%2fb',
    ].map(text),
    text('x'.repeat(129)),
  ]),
  ...badValues('display_name', ['""', '"  "', '"\\n\\t"'], 'must not be empty'),
  ...badValues('display_name', [text('x'.repeat(201)), text(EMOJI.repeat(201))]),
  ...badValues('description', [text('x'.repeat(4_001)), text(`a${'\r\n'.repeat(4_000)}b`)]),
  ...badValues('version', [text('x'.repeat(65)), '""']),
  ...badValues(
    'version',
    ['1|2', '|', '1 2', ' 1', '1\t', '1\n', '1\u00a0', '1\u2028', '1\u200b', '1\ufeff'].map(text),
  ),
  ...badValues('cache_ttl_seconds', ['0', '-1', '86401', '-0', '1e9', '0.5', '1e-9']),
  ...badValues('heartbeat_interval_seconds', ['1', '4', '-5', '3601', '1e10', '0.1']),
  ...badValues('registry_name', [
    ...['', 'a', 'ab', 'a/', '/a', 'com.example', 'a/b/c', 'a b/c', 'ä/b', 'a/b\n', 'a_b/c'].map(
      text,
    ),
    text(`a/${'x'.repeat(199)}`),
  ]),
  ...badValues('tools', [`[${list(501, '{"name":"a"}')}]`], 'must have at most 500 tools'),
  ...badValues('tags', [`[${list(65, '"a"')}]`], 'must have at most 64 items'),
  ...badValues('capabilities', [`[${list(65, '"a"')}]`], 'must have at most 64 items'),
  bad('33 endpoints', { endpoints: manyEndpoints(33) }, ['endpoints'], 'must have at most 32 URLs'),
  ...['""', '" "', '"a,b"', '","', text('x'.repeat(65)), text(EMOJI.repeat(65))].flatMap((json) => [
    bad(`a tag ${json.slice(0, 30)}`, { tags: `["ok",${json}]` }, ['tags[1]']),
    bad(`a capability ${json.slice(0, 30)}`, { capabilities: `[${json},"ok"]` }, [
      'capabilities[0]',
    ]),
  ]),
  ...['""', '"  "', text('x'.repeat(129))].map((json) =>
    bad(`a tool called ${json.slice(0, 30)}`, { tools: `[{"name":${json}}]` }, ['tools[0].name']),
  ),
  bad('a long description of a tool', { tools: toolWith('description', 'x'.repeat(4_001)) }, [
    'tools[0].description',
  ]),
  bad(
    'everything wrong at once',
    {
      id: '"-"',
      display_name: '""',
      description: '0',
      version: '"|"',
      endpoints: '{"mcp":"x","health":"y"}',
      tools: '[{"name":""},{"name":"a","endpoint":"z"}]',
      tags: '[""]',
      capabilities: '[","]',
      cache_ttl_seconds: '0',
      heartbeat_interval_seconds: '1',
      registry_name: '"abc"',
      metadata: '[]',
    },
    [
      'id',
      'display_name',
      'description',
      'version',
      'endpoints.mcp',
      'endpoints.health',
      'tools[0].name',
      'tools[1].endpoint',
      'tags[0]',
      'capabilities[0]',
      'cache_ttl_seconds',
      'heartbeat_interval_seconds',
      'registry_name',
      'metadata',
    ],
  ),
];

/** Characters that could disguise a text or break what shows it. */
const HIDDEN = {
  bell: '\u0007',
  escape: '\u001b',
  DEL: '\u007f',
  NEL: '\u0085',
  'line separator': '\u2028',
  'right-to-left override': '\u202e',
  'left-to-right mark': '\u200e',
  'bidi isolate': '\u2066',
  'Arabic letter mark': '\u061c',
};

/** Control and bidirectional formatting characters in every text that people see. */
export const HIDDEN_CHARACTERS: readonly BadManifest[] = Object.entries(HIDDEN).flatMap(
  ([name, character]) => {
    const json = text(`a${character}b`);
    return [
      bad(`${name} in display_name`, { display_name: json }, ['display_name']),
      bad(`${name} in description`, { description: json }, ['description']),
      bad(`${name} in a tag`, { tags: `[${json}]` }, ['tags[0]']),
      bad(`${name} in a capability`, { capabilities: `[${json}]` }, ['capabilities[0]']),
      bad(`${name} in a tool's name`, { tools: `[{"name":${json}}]` }, ['tools[0].name']),
      bad(`${name} in a tool's description`, { tools: toolWith('description', `a${character}b`) }, [
        'tools[0].description',
      ]),
      bad(`${name} in version`, { version: json }, ['version']),
    ];
  },
);

/** Line breaks where a text has only one line. */
export const LINE_BREAKS: readonly BadManifest[] = ['\t', '\n', '\r', '\r\n'].flatMap((lines) => {
  const json = text(`a${lines}b`);
  return [
    bad(`${text(lines)} in display_name`, { display_name: json }, ['display_name']),
    bad(`${text(lines)} in a tag`, { tags: `[${json}]` }, ['tags[0]']),
    bad(`${text(lines)} in a tool's name`, { tools: `[{"name":${json}}]` }, ['tools[0].name']),
  ];
});

function list(count: number, json: string): string {
  return Array.from({ length: count }, () => json).join(',');
}

function manyEndpoints(count: number): string {
  const named = Array.from({ length: count - 1 }, (_, index) => `"e${index}":"http://a/b"`);
  return `{"mcp":"http://a/b",${named.join(',')}}`;
}

function toolWith(field: string, value: string): string {
  return `[{"name":"a","${field}":${text(value)}}]`;
}
