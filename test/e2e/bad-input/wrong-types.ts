import { bad, type BadManifest, badValues } from './bad-manifest.js';

const EVERY_TYPE = ['null', 'true', '5', '"x y"', '[]', '{}'];

/** Values of a wrong type for every field; `null` does not leave a field out. */
export const WRONG_TYPES: readonly BadManifest[] = [
  ...badValues('id', EVERY_TYPE),
  ...badValues('display_name', without('"x y"'), 'must be a string'),
  ...badValues('description', without('"x y"'), 'must be a string'),
  ...badValues('version', EVERY_TYPE),
  ...badValues('endpoints', without('{}')),
  ...badValues('tools', without('[]'), 'must be a list of tools'),
  ...badValues('capabilities', without('[]'), 'must be a list of strings'),
  ...badValues('tags', without('[]'), 'must be a list of strings'),
  ...badValues('cache_ttl_seconds', [...without('5'), '"60"', '1.5']),
  ...badValues('heartbeat_interval_seconds', [...without('5'), '"30"', '7.5', 'false']),
  ...badValues('registry_name', EVERY_TYPE),
  ...badValues('metadata', without('{}'), 'must be a JSON object'),
  ...inList('endpoints', (json) => `{"mcp":${json}}`, 'endpoints.mcp', EVERY_TYPE),
  ...inList('endpoints', healthEndpoint, 'endpoints.health', EVERY_TYPE),
  ...inList('tools', (json) => `[{"name":"a"},${json}]`, 'tools[1]', without('{}')),
  ...inList('tools', (json) => `[{"name":${json}}]`, 'tools[0].name', without('"x y"')),
  ...inTool('description', without('"x y"')),
  ...inTool('endpoint', EVERY_TYPE),
  ...inTool('input_schema', without('{}')),
  ...inList('capabilities', (json) => `["a",${json}]`, 'capabilities[1]', without('"x y"')),
  ...inList('tags', (json) => `["a","b",${json}]`, 'tags[2]', without('"x y"')),
];

/** Each required field left out, alone and together. */
export const MISSING_FIELDS: readonly BadManifest[] = [
  ...['id', 'display_name', 'version', 'endpoints'].map((field) =>
    bad(`no ${field}`, { [field]: undefined }, [field], 'is required'),
  ),
  {
    name: 'an empty manifest',
    json: '{}',
    paths: ['id', 'display_name', 'version', 'endpoints'],
    message: 'is required',
  },
  bad('endpoints without mcp', { endpoints: '{"health":"http://a/b"}' }, ['endpoints.mcp']),
  bad('empty endpoints', { endpoints: '{}' }, ['endpoints.mcp']),
  bad('an empty tool', { tools: '[{}]' }, ['tools[0].name'], 'is required'),
  bad('a tool without a name', { tools: '[{"name":"a"},{"description":"b"}]' }, ['tools[1].name']),
];

function without(valid: string): string[] {
  return EVERY_TYPE.filter((json) => json !== valid);
}

function inList(
  field: string,
  wrap: (json: string) => string,
  path: string,
  values: readonly string[],
): BadManifest[] {
  return values.map((json) => bad(`${path}: ${json}`, { [field]: wrap(json) }, [path]));
}

function inTool(field: string, values: readonly string[]): BadManifest[] {
  const wrap = (json: string): string => `[{"name":"a","${field}":${json}}]`;
  return inList('tools', wrap, `tools[0].${field}`, values);
}

function healthEndpoint(json: string): string {
  return `{"mcp":"http://localhost:8080/mcp","health":${json}}`;
}
