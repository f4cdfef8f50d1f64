import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { jsonFaults } from '../../../common/json-faults.js';
import { labelFaults, metadataFaults } from '../../../manifest/field-faults.js';
import { mapList } from './map-list.js';

const OFFICIAL = 'io.modelcontextprotocol.registry/official';
const PUBLISHER = 'io.modelcontextprotocol.registry/publisher-provided';

interface Entry {
  readonly server: Record<string, unknown>;
  readonly _meta: unknown;
}

function entry(name: string, server: object = {}, official: object = { isLatest: true }): Entry {
  const remotes = [{ type: 'streamable-http', url: 'https://a.example.com/mcp' }];
  return {
    server: { name, description: 'Does a.', version: '1.0.0', remotes, ...server },
    _meta: { [OFFICIAL]: official },
  };
}

function manifestsOf(...list: unknown[]): readonly unknown[] {
  return mapList(list).mapped.map(({ manifest }) => manifest);
}

function reasonsOf(...list: unknown[]): readonly string[] {
  return mapList(list).refused.map(({ label, reason }) => `${label}: ${reason}`);
}

describe(mapList.name, () => {
  it('should make the manifest of a static server', () => {
    const meta = { [PUBLISHER]: { tags: [' Maps', 'a,b', 7, '', 'maps', 'x'.repeat(65)] } };
    expect(manifestsOf(entry('com.Example/Atlas', { title: 'The Atlas', _meta: meta }))).toEqual([
      {
        id: 'com.example.atlas',
        display_name: 'The Atlas',
        description: 'Does a.',
        version: '1.0.0',
        endpoints: { mcp: 'https://a.example.com/mcp' },
        tags: ['remote', 'streamable-http', 'maps'],
        heartbeat_interval_seconds: 0,
        registry_name: 'com.Example/Atlas',
        metadata: expect.objectContaining({ mcp_registry: expect.anything() }) as unknown,
      },
    ]);
  });

  it('should take over icons, or keep them among the metadata when not all are allowed', () => {
    const icons = [{ src: 'https://a.example.com/i.png', sizes: ['48x48'] }];
    const odd = [...icons, { src: 'http://a.example.com/i.png' }];
    const [taken, kept] = manifestsOf(entry('a.b/a', { icons }), entry('a.b/b', { icons: odd }));
    expect(taken).toHaveProperty('icons', icons);
    expect(taken).not.toHaveProperty('metadata.mcp_registry.icons');
    expect(kept).not.toHaveProperty('icons');
    expect(kept).toHaveProperty('metadata.mcp_registry.icons', odd);
  });

  it.each([undefined, null, '', '  '])(
    'should name it by its name when the title is %j',
    (title) => {
      expect(manifestsOf(entry('com.example/atlas', { title }))).toMatchObject([
        { display_name: 'atlas' },
      ]);
    },
  );

  it.each([
    [null, 'entry 1: has no "server" object'],
    [{ server: [] }, 'entry 1: has no "server" object'],
    [entry('com.example/a', { name: 7 }), 'entry 1: has no name'],
    [entry('com.example/a', { version: undefined }), 'com.example/a: has no version'],
    [entry('com.example/a', { title: {} }), 'com.example/a 1.0.0: has a title that is no text'],
    [entry('com.example/a', { description: 1 }), 'has a description that is no text'],
    [entry('com.example/a', { remotes: [] }), 'com.example/a 1.0.0: has no remote'],
    [entry('com.example/a', {}, { status: 'deleted' }), 'is marked as deleted'],
    [entry(`com.example/${'a'.repeat(300_000)}`), 'larger than 256 KiB'],
  ])('should say why it cannot take entry %#', (raw, reason) => {
    expect(manifestsOf(raw)).toEqual([]);
    expect(reasonsOf(raw)).toEqual([expect.stringContaining(reason)]);
  });

  it('should take the version that is the latest, wherever it stands', () => {
    const list = [
      entry('com.example/a', { version: '1' }, { isLatest: false }),
      entry('com.example/a', { version: '3' }),
      entry('com.example/a', { version: '2' }, { isLatest: false }),
      entry('com.example/a', { version: '4' }, { isLatest: true, status: 'deleted' }),
    ];
    expect(manifestsOf(...list)).toMatchObject([{ version: '3' }]);
    const other = 'is another version of com.example/a 3, which is registered instead';
    expect(reasonsOf(...list)).toEqual([
      expect.stringContaining('deleted'),
      `com.example/a 1: ${other}`,
      `com.example/a 2: ${other}`,
    ]);
  });

  it('should take the last version when none is the latest', () => {
    const list = ['1', '2'].map((version) => entry('com.example/a', { version }, {}));
    expect(manifestsOf(...list)).toMatchObject([{ version: '2' }]);
  });

  it('should tell names that map to the same id apart', () => {
    expect(reasonsOf(entry('com.example/A'), entry('com.example/a'))).toEqual([
      'com.example/A 1.0.0: maps to the same id as com.example/a 1.0.0, which is registered instead',
    ]);
  });

  it('should answer for each element of any list, with metadata and tags that fit', () => {
    const server = fc.record(
      {
        name: fc.constantFrom('com.example/a', 'com.example/b', '', 'x/y/z'),
        version: fc.string(),
        remotes: fc.array(
          fc.record(
            {
              type: fc.constantFrom('sse', 'streamable-http', 'stdio'),
              url: fc.webUrl(),
              headers: fc.jsonValue(),
            },
            { requiredKeys: [] },
          ),
        ),
        _meta: fc.record({
          [PUBLISHER]: fc.record({ tags: fc.array(fc.string({ unit: 'binary' })) }),
        }),
        extra: fc.jsonValue({ maxDepth: 12, stringUnit: 'binary' }),
      },
      { requiredKeys: [] },
    );
    const element = fc.oneof(fc.jsonValue(), fc.record({ server, _meta: fc.jsonValue() }));
    fc.assert(
      fc.property(fc.array(element, { maxLength: 6 }), (list) => {
        const { mapped, refused } = mapList(list);
        const positions = [
          ...mapped.map((item) => item.entry.position),
          ...refused.map((item) => item.position),
        ];
        expect(positions.sort((a, b) => a - b)).toEqual([...list.keys()].map((index) => index + 1));
        for (const { manifest } of mapped) {
          expect(metadataFaults(manifest.metadata, '')).toEqual([]);
          expect(jsonFaults(manifest.metadata)).toEqual([]);
          expect(labelFaults(manifest.tags, '')).toEqual([]);
        }
      }),
    );
  });
});
