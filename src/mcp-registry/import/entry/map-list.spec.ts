import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { jsonFaults } from '../../../common/json-faults.js';
import { labelFaults, metadataFaults } from '../../../manifest/field-faults.js';
import { refusalsOf } from '../plan/refusals.js';
import { mapList } from './map-list.js';
import type { Refusal } from './refusal.js';

const OFFICIAL = 'io.modelcontextprotocol.registry/official';
const PUBLISHER = 'io.modelcontextprotocol.registry/publisher-provided';

const SOURCE = 'https://registry.example.com/v0.1/servers';

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
  return mapList(list, SOURCE).groups.flatMap(({ chosen }) => chosen?.manifest ?? []);
}

function reasonsOf(...list: unknown[]): readonly string[] {
  return refusals(list).map(({ label, reason }) => `${label}: ${reason}`);
}

/** What is refused when the directory takes all that is sent. */
function refusals(list: readonly unknown[]): Refusal[] {
  const { groups, refused } = mapList(list, SOURCE);
  return [
    ...refused,
    ...groups.flatMap((group) => refusalsOf(group, { done: 'registered' }, false)),
  ].sort((a, b) => a.position - b.position);
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
    [entry('com.example/a', { title: {} }), 'com.example/a 1.0.0: has a title that is not text'],
    [entry('com.example/a', { description: 1 }), 'has a description that is not text'],
    [entry('com.example/a', { remotes: [] }), 'com.example/a 1.0.0: has no remote'],
    [entry('com.example/a', { version: 'a|b' }), 'com.example/a a|b: version must not contain "|"'],
    [entry('x/y/z'), 'x/y/z 1.0.0: registry_name must be a reverse-DNS name'],
    [entry(`com.example/${'a'.repeat(300_000)}`), 'larger than 256 KiB'],
  ])('should say why it cannot take entry %#', (raw, reason) => {
    expect(manifestsOf(raw)).toEqual([]);
    expect(reasonsOf(raw)).toEqual([expect.stringContaining(reason)]);
  });

  it('should take the version that is the latest, wherever it stands', () => {
    const list = [
      entry('com.example/a', { version: '1' }, { isLatest: false }),
      entry('com.example/a', { version: '3' }),
      entry('com.example/a', { version: '9' }, { isLatest: false }),
      entry('com.example/a', { version: '4' }, { isLatest: true, status: 'deleted' }),
    ];
    expect(manifestsOf(...list)).toMatchObject([{ version: '3' }]);
    const other = 'is another version of com.example/a 3, which is registered instead';
    expect(reasonsOf(...list)).toEqual([`com.example/a 1: ${other}`, `com.example/a 9: ${other}`]);
  });

  it('should take the newest version when none is the latest, whatever the order', () => {
    const versions = ['1.9.0', '1.10.0-rc.2', '1.10.0', '1.2.0', 'x'];
    fc.assert(
      fc.property(fc.shuffledSubarray(versions, { minLength: 5 }), (shuffled) => {
        const list = shuffled.map((version) => entry('com.example/a', { version }, {}));
        expect(manifestsOf(...list)).toMatchObject([{ version: '1.10.0' }]);
      }),
    );
  });

  it('should take the one that was published last when versions do not tell', () => {
    const list = ['03', '01', '02'].map((day) =>
      entry('com.example/a', { version: `v-${day}` }, { publishedAt: `2026-01-${day}T00:00:00Z` }),
    );
    expect(manifestsOf(...list)).toMatchObject([{ version: 'v-03' }]);
  });

  it('should take the same one of two with one version, whatever the order', () => {
    const list = ['One.', 'Two.'].map((description) => entry('com.example/a', { description }));
    const [one] = manifestsOf(...list);
    expect(manifestsOf(...list.reverse())).toEqual([one]);
    expect(reasonsOf(...list)).toEqual([expect.stringContaining('is in the list beside')]);
  });

  it('should take the next version when a better one is refused, and say so', () => {
    const list = [
      entry('com.example/a', { version: '1.0.0' }, {}),
      entry('com.example/a', { version: '3.0.0', remotes: [] }, {}),
      entry('com.example/a', { version: '2.0.0' }, {}),
    ];
    expect(manifestsOf(...list)).toMatchObject([{ version: '2.0.0' }]);
    expect(reasonsOf(...list)).toEqual([
      'com.example/a 1.0.0: is another version of com.example/a 2.0.0, which is registered instead',
      'com.example/a 3.0.0: has no remote; com.example/a 2.0.0 is registered instead',
    ]);
  });

  it('should say it when the directory refuses the chosen version', () => {
    const list = ['1.0.0', '2.0.0'].map((version) => entry('com.example/a', { version }, {}));
    const better = entry('com.example/a', { version: '3.0.0', remotes: [] }, {});
    const { groups } = mapList([...list, better], SOURCE);
    const reasons = groups.flatMap((group) => refusalsOf(group, { reason: 'No room.' }, false));
    expect(reasons.map(({ label, reason }) => `${label}: ${reason}`)).toEqual([
      'com.example/a 3.0.0: has no remote',
      'com.example/a 2.0.0: No room.',
      'com.example/a 1.0.0: is another version of com.example/a 2.0.0, which is refused',
    ]);
  });

  it('should take names and versions as long as the official registry has them', () => {
    const name = `com.example/${'a'.repeat(188)}`;
    const version = `1.0.0-${'b'.repeat(249)}`;
    const [manifest] = manifestsOf(entry(name, { version }));
    expect(manifest).toMatchObject({ registry_name: name, version });
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
        const { groups } = mapList(list, SOURCE);
        const mapped = groups.flatMap(({ chosen }) => chosen ?? []);
        const positions = [
          ...mapped.map((item) => item.entry.position),
          ...groups.flatMap(({ deleted }) => deleted.map(({ position }) => position)),
          ...refusals(list).map((item) => item.position),
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
