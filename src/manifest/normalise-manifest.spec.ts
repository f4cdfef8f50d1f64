import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MY_ANALYZER } from '../../test/support/example-manifest.js';
import { validManifest } from '../../test/support/valid-manifest.arbitrary.js';
import { parseJson } from '../common/parse-json.js';
import { canonicalJson } from './canonical-json.js';
import type { Manifest, ManifestDraft } from './manifest.js';
import { normaliseManifest } from './normalise-manifest.js';
import { prepareManifest } from './prepared-manifest.js';

const DRAFT: ManifestDraft = {
  id: 'a',
  display_name: 'A',
  version: '1',
  endpoints: { mcp: 'http://localhost/mcp' },
};

describe('normaliseManifest', () => {
  it('should fill in the two defaults and nothing else', () => {
    expect(normaliseManifest(DRAFT)).toEqual({
      ...DRAFT,
      cache_ttl_seconds: 60,
      heartbeat_interval_seconds: 30,
    });
  });

  it('should keep what was sent, 0 among it', () => {
    const draft = { ...DRAFT, cache_ttl_seconds: 1, heartbeat_interval_seconds: 0 };
    expect(normaliseManifest(draft)).toEqual(draft);
  });

  it('should trim texts and store line breaks as LF', () => {
    const normalised = normaliseManifest({
      ...DRAFT,
      display_name: '  My\u00a0Server\t\n',
      description: '\r\n one\r\ntwo\rthree\n\tfour \n',
      tools: [{ name: ' a b ', description: ' c\r\nd ' }, { name: 'e' }],
    });
    expect(normalised.display_name).toBe('My\u00a0Server');
    expect(normalised.description).toBe('one\ntwo\nthree\n\tfour');
    expect(normalised.tools).toEqual([{ name: 'a b', description: 'c\nd' }, { name: 'e' }]);
  });

  it('should make labels lower-case, trimmed and unique, in the order they came', () => {
    const { tags, capabilities } = normaliseManifest({
      ...DRAFT,
      tags: [' Code ', 'PYTHON', 'code', 'ÄÖ', 'python '],
      capabilities: ['b', 'A', 'B', 'a'],
    });
    expect(tags).toEqual(['code', 'python', 'äö']);
    expect(capabilities).toEqual(['b', 'a']);
  });

  it('should leave absent fields absent and empty ones empty', () => {
    const normalised = normaliseManifest({ ...DRAFT, description: ' ', tags: [], metadata: {} });
    expect(normalised).toMatchObject({ description: '', tags: [], metadata: {} });
    expect(normalised).not.toHaveProperty('tools');
    expect(normalised).not.toHaveProperty('capabilities');
  });

  it('should not touch what it was given', () => {
    fc.assert(
      fc.property(validManifest, (draft) => {
        const before = canonicalJson(draft);
        normaliseManifest(draft);
        expect(canonicalJson(draft)).toBe(before);
      }),
    );
  });

  it('should change nothing the second time', () => {
    fc.assert(
      fc.property(validManifest, (draft) => {
        const once = normaliseManifest(draft);
        expect(normaliseManifest(once)).toEqual(once);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('prepareManifest', () => {
  it('should give a canonical form that parses back to the same digest', () => {
    fc.assert(
      fc.property(validManifest, (draft) => {
        const { canonical, digest } = prepareManifest(normaliseManifest(draft));
        const again = prepareManifest(normaliseManifest(parseJson(canonical) as Manifest));
        expect(again).toMatchObject({ canonical, digest });
      }),
      { numRuns: 1_000 },
    );
  });

  it('should give the same digest whatever the order of the members', () => {
    fc.assert(
      fc.property(validManifest, (draft) => {
        const turned = Object.fromEntries(Object.entries(draft).reverse()) as unknown as Manifest;
        const digests = [draft, turned].map(
          (each) => prepareManifest(normaliseManifest(each)).digest,
        );
        expect(digests[0]).toBe(digests[1]);
      }),
    );
  });

  it('should digest the example server as documented', () => {
    const { digest } = prepareManifest(normaliseManifest(MY_ANALYZER));
    expect(digest).toBe('1cab0d7774a19a2f3a378d206715fcd30a12e043a151940c9c8a485cb782a3d8');
  });
});
