import { describe, expect, it } from '@jest/globals';
import { metadataFaults } from '../../../../manifest/field-faults.js';
import { chooseRemote, type Remote } from '../remote.js';
import { readEntry, type SourceEntry } from '../source-entry.js';
import { sourceMetadata, type SourceMetadata } from './source-metadata.js';

const SOURCE = 'https://registry.example.com/v0.1/servers';
const REMOTE = { type: 'streamable-http', url: 'https://a.example.com/mcp' };

function nested(levels: number): unknown {
  return levels === 0 ? 'bottom' : { in: nested(levels - 1) };
}

function metadataOf(server: object, meta: unknown = {}): SourceMetadata {
  const raw = {
    server: { name: 'com.example/a', version: '1', title: 'A', remotes: [REMOTE], ...server },
    _meta: meta,
  };
  const entry = readEntry(raw, 1) as SourceEntry;
  return sourceMetadata(entry, chooseRemote(entry.server) as Remote, SOURCE);
}

describe(sourceMetadata.name, () => {
  it('should keep what the manifest has no field for', () => {
    const repository = { url: 'https://git.example.com/a', source: 'example' };
    const server = { repository, websiteUrl: 'https://a.example.com', _meta: { 'com.a/x': 1 } };
    expect(metadataOf(server, { 'com.b/y': { isLatest: true } })).toEqual({
      leftOut: 0,
      metadata: {
        mcp_registry: {
          imported_from: SOURCE,
          remotes: [REMOTE],
          repository,
          websiteUrl: 'https://a.example.com',
          _meta: { 'com.a/x': 1 },
          registry_meta: { 'com.b/y': { isLatest: true } },
        },
      },
    });
  });

  it('should note the headers without their values', () => {
    const headers = [
      { name: 'X-Key', value: 'abc', isRequired: true, isSecret: true, description: 'Your key' },
      { name: 'X-Region', default: 'north' },
    ];
    expect(metadataOf({ remotes: [{ ...REMOTE, headers }] }).metadata['headers']).toEqual([
      { name: 'X-Key', isRequired: true, isSecret: true, description: 'Your key' },
      { name: 'X-Region', isRequired: false, isSecret: false },
    ]);
  });

  it('should leave out the largest pieces until the rest fits', () => {
    const { metadata, leftOut } = metadataOf({
      packages: 'p'.repeat(9_000),
      icons: 'i'.repeat(8_000),
      readme: 'r'.repeat(20_000),
    });
    expect(leftOut).toBe(2);
    expect(Object.keys(metadata['mcp_registry'] as object)).toEqual([
      'imported_from',
      'remotes',
      'icons',
      'left_out',
    ]);
    expect(metadataFaults(metadata, '')).toEqual([]);
  });

  it('should fill the room to the last piece that fits', () => {
    const sizes = Array.from({ length: 200 }, (_, size) => 16_000 + size * 2);
    for (const size of sizes) {
      const { metadata } = metadataOf({ readme: 'ü'.repeat(size / 2) });
      expect(metadataFaults(metadata, '')).toEqual([]);
    }
    expect(metadataOf({ readme: 'r'.repeat(15_900) }).leftOut).toBe(0);
  });

  it.each([
    ['is nested too deep', { config: nested(7) }, {}],
    ['is nested far too deep', { config: nested(5_000) }, {}],
    ['is nested too deep in _meta', { _meta: { 'com.a/x': nested(6) } }, {}],
    ['holds NUL', { config: 'a\u0000' }, {}],
    ['holds a number that loses digits', {}, { 'com.b/y': 2 ** 60 }],
    ['has a key that no object may have', JSON.parse('{"__proto__": {"a": 1}}') as object, {}],
    ['has a name that is taken', { registry_meta: 1 }, {}],
    ['claims another source', { imported_from: 'elsewhere' }, {}],
  ])('should leave out what %s', (_what, server, meta) => {
    const { metadata, leftOut } = metadataOf(server, meta);
    expect(leftOut).toBe(1);
    expect(metadata).toEqual({
      mcp_registry: { imported_from: SOURCE, remotes: [REMOTE], left_out: 1 },
    });
  });

  it('should keep what is nested as deep as allowed', () => {
    const { metadata, leftOut } = metadataOf({ config: nested(6), _meta: { x: nested(5) } });
    expect(leftOut).toBe(0);
    expect(metadataFaults(metadata, '')).toEqual([]);
  });
});
