import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { newDraft } from '../../../test/support/record-drafts.js';
import { testRenderer } from '../../../test/support/test-renderer.js';
import { parseJson } from '../../common/parse-json.js';
import { DEFAULT_SCOPE } from '../../manifest/scope.js';
import { CatalogDocuments } from '../catalog-documents.service.js';
import { Catalog } from '../catalog.service.js';
import type { EntryRenderer } from '../entry-renderer.service.js';
import { readServerQuery } from '../query/read-server-query.js';
import type { CatalogPage } from './catalog-page.js';

/** Renders, and counts how often. */
class CountingRenderer {
  rendered = 0;
  readonly keyId = 'k';
  private readonly real = testRenderer('a secret for tests');

  tail(...facts: Parameters<EntryRenderer['tail']>): string {
    this.rendered += 1;
    return this.real.tail(...facts);
  }

  proof(): string {
    return '';
  }
}

interface Answer {
  readonly servers: readonly { readonly id: string; readonly directory: { score?: number } }[];
  readonly page: number;
  readonly limit: number;
  readonly total: number;
  readonly truncated?: true;
  readonly next?: string;
}

class Scene {
  readonly renderer = new CountingRenderer();
  readonly catalog = new Catalog(this.renderer as never);
  readonly marks = { stamp: '', version: '', mark: () => '' };
  readonly documents = new CatalogDocuments(
    this.catalog,
    this.renderer as never,
    this.marks as never,
  );

  add(id: string, description: string, revision = 1): void {
    const record = { ...newDraft(id, { description }), revision, position: revision };
    this.catalog.of(DEFAULT_SCOPE).apply(record);
  }

  page(face: 'listing' | 'search', query: string, mostBytes?: number): CatalogPage {
    return this.documents[face](DEFAULT_SCOPE, readServerQuery(query), mostBytes);
  }

  /** All ids, from the first page on. */
  walk(face: 'listing' | 'search', query: string, mostBytes: number): string[] {
    const ids: string[] = [];
    let after: string | undefined;
    for (;;) {
      const cursor = after === undefined ? '' : `&after=${encodeURIComponent(after)}`;
      const page = this.page(face, `?${query}${cursor}`, mostBytes);
      const answer = parseJson(page.body.toString()) as Answer;
      const { servers, limit, total, truncated, next } = answer;
      ids.push(...servers.map(({ id }) => id));
      expect(answer.page).toBe(Math.floor((ids.length - servers.length) / limit) + 1);
      expect(servers.length <= 1 || page.bytes <= mostBytes).toBe(true);
      if (ids.length < total) expect(truncated === true).toBe(servers.length < limit);
      if (next === undefined) return ids;
      expect(servers.length).toBeGreaterThan(0);
      after = next;
    }
  }
}

const WORDS = ['weather', 'mail', 'news', 'weathr', 'code'];

describe('Pages', () => {
  it('should be walked through by their cursors with every server exactly once, whatever their sizes', () => {
    const server = fc.record({
      words: fc.array(fc.constantFrom(...WORDS), { maxLength: 4 }),
      length: fc.nat(3_000),
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,3}$/), { maxLength: 30 }),
        fc.array(server, { minLength: 30, maxLength: 30 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 40_000 }),
        fc.constantFrom('', '&q=weather', '&q=mail+news', '&q=code&tag=none'),
        (ids, servers, limit, mostBytes, text) => {
          const scene = new Scene();
          for (const [index, id] of ids.entries()) {
            const { words, length } = servers[index] ?? { words: [], length: 0 };
            scene.add(id, [...words, 'x'.repeat(length)].join(' '));
          }
          const tenant = scene.catalog.of(DEFAULT_SCOPE);
          const asked = readServerQuery(`?limit=${limit}${text}`);
          const walk = (face: 'listing' | 'search'): string[] =>
            scene.walk(face, `limit=${limit}${text}`, mostBytes);
          expect(walk('listing')).toEqual(tenant.list(asked).slice(0));
          expect(walk('search')).toEqual(tenant.search(asked).slice(0));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('should go on behind a server that has gone, and before one that has come', () => {
    const scene = new Scene();
    for (const id of ['a', 'b', 'c', 'd']) scene.add(id, 'x');
    const first = parseJson(scene.page('listing', '?limit=2').body.toString()) as Answer;
    expect(first.next).toBe('b');
    scene.catalog.of(DEFAULT_SCOPE).drop('b', 1);
    scene.add('bb', 'x');
    const { body } = scene.page('listing', `?limit=2&after=${first.next ?? ''}`);
    const { servers, next } = parseJson(body.toString()) as Answer;
    expect([servers.map(({ id }) => id), next]).toEqual([['bb', 'c'], 'c']);
  });

  it.each([
    ['listing', '?q=weather&after=1.5~a'],
    ['search', '?q=weather&after=a'],
    ['search', '?after=1~a'],
  ] as const)('should refuse in a %s the cursor of another order: %s', (face, query) => {
    const scene = new Scene();
    scene.add('a', 'weather');
    expect(() => scene.page(face, query)).toThrow(
      expect.objectContaining({
        code: 'VALIDATION_FAILED',
        errors: [expect.objectContaining({ path: 'after' })],
      }),
    );
  });

  it.each(['?after=', '?after=a~b~c', '?after=%20', '?after=1e3~a', '?page=1&after=a'])(
    'should refuse %s',
    (query) => {
      expect(() => readServerQuery(query)).toThrow(
        expect.objectContaining({ errors: [expect.objectContaining({ path: 'after' })] }),
      );
    },
  );

  it('should have their entity tags without being rendered, and once a change', () => {
    const scene = new Scene();
    for (let index = 0; index < 50; index += 1) scene.add(`s${index}`, 'weather');
    let marked = 0;
    scene.marks.mark = () => {
      marked += 1;
      return '';
    };
    const tag = (query: string): string => scene.page('search', query).etag;
    const before = tag('?q=weather');
    for (let asked = 0; asked < 10; asked += 1) expect(tag('?q=weather')).toBe(before);
    expect(marked).toBe(50);
    scene.add('s7', 'weather', 2);
    expect(tag('?q=weather')).not.toBe(before);
    expect(tag('?tag=none')).toBe(tag('?tag=none'));
    expect([marked, scene.renderer.rendered]).toEqual([100, 0]);
  });

  it('should be whole and in pieces the same, and kept only when small', () => {
    const scene = new Scene();
    for (let index = 0; index < 100; index += 1) scene.add(`s${index}`, 'ü'.repeat(4_000));
    const large = scene.page('listing', '?limit=100');
    const pieces = [...large.pieces()];
    expect(pieces.length).toBeGreaterThan(5);
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(80 * 1_024);
    expect(pieces.join('')).toBe(large.body.toString());
    expect(large.isSmall).toBe(false);
    expect(large.body).not.toBe(large.body);
    const small = scene.page('listing', '?limit=3');
    expect(small.isSmall).toBe(true);
    expect(small.body).toBe(small.body);
  });
});
