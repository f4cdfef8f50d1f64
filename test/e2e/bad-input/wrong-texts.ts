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
  ...badValues('version', [text('x'.repeat(256)), '""']),
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

/** Labels lose them. */
const TWO_MARKS = '\u200e\u200e';

/** Characters that could disguise a text, hide one or break what shows it, with how they are called. */
const HIDDEN: readonly (readonly [character: string, name: string])[] = [
  ['\u0007', 'control character U+0007'],
  ['\u001b', 'control character U+001B'],
  ['\u2028', 'control character U+2028'],
  ['\u202e', 'direction override U+202E'],
  ['\u2066', 'direction override U+2066'],
  ['\u200b', 'invisible character U+200B'],
  ['\u200d', 'invisible character U+200D'],
  [TWO_MARKS, 'invisible character U+200E'],
  ['\u00ad', 'invisible character U+00AD'],
  ['\u3164', 'invisible character U+3164'],
  ['\ufe0f', 'invisible character U+FE0F'],
  ['\u{e0041}', 'invisible character U+E0041'],
  ['\ufff9', 'invisible character U+FFF9'],
  ['\ue000', 'private-use character U+E000'],
  ['\u0378', 'unassigned character U+0378'],
];

function inLabels(json: string, name: string, message: string): BadManifest[] {
  return [
    bad(`the ${name} in a tag`, { tags: `[${json}]` }, ['tags[0]'], message),
    bad(`the ${name} in a capability`, { capabilities: `[${json}]` }, ['capabilities[0]'], message),
  ];
}

/** Hidden characters in every text that people and models see, keys of free-form JSON included. */
export const HIDDEN_CHARACTERS: readonly BadManifest[] = HIDDEN.flatMap(([character, name]) => {
  const json = text(`a${character}b`);
  const message = `must not contain the ${name} at position 2`;
  const inKey = `${message} (in the key)`;
  const key = `[${json}]`;
  return [
    bad(`the ${name} in display_name`, { display_name: json }, ['display_name'], message),
    bad(`the ${name} in description`, { description: json }, ['description'], message),
    ...(character === TWO_MARKS ? [] : inLabels(json, name, message)),
    bad(`the ${name} in a tool's name`, tool(`"name":${json}`), ['tools[0].name'], message),
    bad(
      `the ${name} in a tool's description`,
      tool(`"name":"a","description":${json}`),
      ['tools[0].description'],
      message,
    ),
    bad(`the ${name} in version`, { version: json }, ['version'], message),
    bad(`the ${name} in metadata`, { metadata: `{"m":[${json}]}` }, ['metadata.m[0]'], message),
    bad(`the ${name} in a key of metadata`, { metadata: `{${json}:1}` }, [`metadata${key}`], inKey),
    bad(
      `the ${name} in an input schema`,
      tool(`"name":"a","input_schema":{"description":${json}}`),
      ['tools[0].input_schema.description'],
      message,
    ),
    bad(
      `the ${name} in a key of an input schema`,
      tool(`"name":"a","input_schema":{"properties":{${json}:{}}}`),
      [`tools[0].input_schema.properties${key}`],
      inKey,
    ),
  ];
});

const UNSEEN = ['\u2800', '\u2800 \u3000\u2800', '\u{1d159}', '\u0301', '\u200e', '\u00a0\u2800'];

/** Names and descriptions of which nothing is drawn. */
export const NOTHING_TO_SEE: readonly BadManifest[] = UNSEEN.flatMap((unseen) => {
  const json = text(unseen);
  const shown = Array.from(unseen, (each) => each.codePointAt(0)?.toString(16)).join(' ');
  const message = 'must have at least one visible character';
  return [
    bad(`a name of ${shown}`, { display_name: json }, ['display_name'], message),
    bad(`a description of ${shown}`, { description: json }, ['description'], message),
    bad(`a tag of ${shown}`, { tags: `[${json}]` }, ['tags[0]']),
    bad(`a tool called ${shown}`, tool(`"name":${json}`), ['tools[0].name'], message),
    bad(`a version of ${shown}`, { version: json }, ['version']),
  ];
});

/** More marks than any script puts on one character. */
export const HEAPS_OF_MARKS: readonly BadManifest[] = [
  ['5 diacritics', 'Za\u0300\u0315\u1ab0\u20d0\ufe20lgo', 4] as const,
  ['9 marks', `ab${'\u05b0'.repeat(9)}`, 8] as const,
].flatMap(([what, heap, most]) => {
  const json = text(heap);
  const message = `must not have more than ${most} combining marks on one character, at position 3`;
  return [
    bad(`${what} in display_name`, { display_name: json }, ['display_name'], message),
    bad(`${what} in metadata`, { metadata: `{"m":${json}}` }, ['metadata.m'], message),
  ];
});

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

function tool(fields: string): { tools: string } {
  return { tools: `[{${fields}}]` };
}

function toolWith(field: string, value: string): string {
  return `[{"name":"a","${field}":${text(value)}}]`;
}
