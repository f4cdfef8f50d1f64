import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { context, newDraft } from '../../test/support/record-drafts.js';
import { disable, markMissed } from '../manifest/lifecycle.js';
import type { RecordDraft } from '../manifest/server-record.js';
import { STATUSES } from '../manifest/status.js';
import { EntryFacts } from './entry-facts.js';
import { EntryFilter } from './entry-filter.js';
import { SEARCH_LIMITS } from './search/search-limits.js';
import type { ServerFilter } from './server-query.js';
import { TenantCatalog } from './tenant-catalog.js';
import { testRenderer } from '../../test/support/test-renderer.js';

const LABELS = ['eu', 'us', 'mail', 'code'];
const WORDS = ['weather', 'forecast', 'mail', 'Übersetzung', 'getWeather', 'e-mail', 'a'];
const ASKED = ['weather', 'wether', 'weath', 'forecsat', 'ubersetzung', 'get', 'mail', 'a', 'zzz'];

const server = fc.record({
  tags: fc.subarray(LABELS),
  capabilities: fc.subarray(LABELS),
  tools: fc.subarray(['Mail', 'code', 'getWeather']),
  words: fc.subarray(WORDS),
  state: fc.constantFrom('live', 'stale', 'offline', 'disabled'),
});
const groups = fc.array(fc.subarray(LABELS, { minLength: 1 }), { maxLength: 2 });
const filter: fc.Arbitrary<ServerFilter> = fc.record({
  tags: groups,
  capabilities: groups,
  statuses: fc.oneof(fc.constant([]), fc.subarray([...STATUSES])),
  text: fc.oneof(
    fc.constant(''),
    fc.constant('!!'),
    fc.array(fc.constantFrom(...ASKED), { maxLength: 3 }).map((words) => words.join(' ')),
  ),
});

const emptyCatalog = (): TenantCatalog => new TenantCatalog(testRenderer('a secret for tests'));

type Server = typeof server extends fc.Arbitrary<infer T> ? T : never;

function draftOf(id: string, { words, tools, state, ...labels }: Server): RecordDraft {
  const description = words.join(' ');
  const manifest = { ...labels, description, tools: tools.map((name) => ({ name })) };
  const draft = newDraft(id, manifest);
  const record = { ...draft, revision: 1, position: 1 };
  if (state === 'live') return draft;
  if (state === 'disabled') return disable(record, 'for a test', context()) ?? draft;
  return markMissed(record, state === 'stale' ? 'stale' : 'offline', context());
}

describe(EntryFilter.name, () => {
  it('should select entry by entry what the listing selects', () => {
    fc.assert(
      fc.property(fc.array(server, { maxLength: 8 }), filter, (servers, query) => {
        const catalog = emptyCatalog();
        const entryFilter = new EntryFilter(query, catalog);
        for (const [index, one] of servers.entries()) {
          catalog.apply({ ...draftOf(`s${index}`, one), revision: 1, position: 1 });
        }
        const changed = [...catalog.all()].map((entry) => new EntryFacts(entry));
        entryFilter.update(
          new Map(changed.map((facts) => [facts.entry.record.id, { states: [facts] }])),
        );
        const selected = [...catalog.all()]
          .filter((entry) => entryFilter.matches(new EntryFacts(entry)))
          .map(({ record }) => record.id);
        expect(selected).toEqual(catalog.list(query).slice(0));
      }),
      { numRuns: 1_000 },
    );
  });

  it('should select what a listing selects that is not partial, whatever the limits of a search', () => {
    const limits = fc.record({
      document: fc.constant(SEARCH_LIMITS.document),
      cost: fc.integer({ min: 0, max: 1_500 }),
      lookedAt: fc.integer({ min: 0, max: 20 }),
      compared: fc.integer({ min: 0, max: 5 }),
    });
    const outcomes = { whole: 0, partial: 0 };
    fc.assert(
      fc.property(fc.array(server, { maxLength: 8 }), filter, limits, (servers, query, few) => {
        const catalog = new TenantCatalog(testRenderer('a secret for tests'), few);
        for (const [index, one] of servers.entries()) {
          catalog.apply({ ...draftOf(`s${index}`, one), revision: 1, position: 1 });
        }
        const listing = catalog.list(query);
        outcomes[listing.partial ? 'partial' : 'whole'] += 1;
        if (listing.partial) return;
        const entryFilter = new EntryFilter(query, catalog);
        const selected = [...catalog.all()]
          .filter((entry) => entryFilter.matches(new EntryFacts(entry)))
          .map(({ record }) => record.id);
        expect(selected).toEqual(listing.slice(0));
      }),
      { numRuns: 500 },
    );
    expect(outcomes.whole).toBeGreaterThan(0);
    expect(outcomes.partial).toBeGreaterThan(0);
  });

  it('should notice that the listing turns to servers with some words only, and back', () => {
    const catalog = emptyCatalog();
    const text = { tags: [], capabilities: [], statuses: [], text: 'weather mail' };
    const entryFilter = new EntryFilter(text, catalog);
    let changed = new Map<string, { readonly states: readonly EntryFacts[] }>();
    const describeAs = (id: string, description: string, revision: number): void => {
      const before = catalog.entry(id);
      catalog.apply({ ...newDraft(id, { description }), revision, position: revision });
      const states = [before, catalog.entry(id)].filter((entry) => entry !== undefined);
      changed.set(id, { states: states.map((entry) => new EntryFacts(entry)) });
    };
    const update = (): [boolean, boolean] => {
      const turned = entryFilter.update(changed);
      changed = new Map();
      return [turned, entryFilter.fallsBack];
    };
    describeAs('a', 'weather', 1);
    expect(update()).toEqual([false, true]);
    describeAs('b', 'weather by mail', 1);
    expect(update()).toEqual([true, false]);
    describeAs('c', 'mail and weather', 1);
    expect(update()).toEqual([false, false]);
    describeAs('b', 'nothing of both', 2);
    describeAs('c', 'nothing of both', 2);
    expect(update()).toEqual([true, true]);
    describeAs('a', 'nothing of both', 2);
    expect(update()).toEqual([false, true]);
  });

  it('should look through everything only when none is left of those that it knows', () => {
    const catalog = emptyCatalog();
    const filter = { tags: [], capabilities: [], statuses: [], text: 'weather mail' };
    const bring = (id: string, description: string, revision: number): void => {
      catalog.apply({ ...newDraft(id, { description }), revision, position: revision });
    };
    for (let index = 0; index < 100; index += 1) bring(`s${index}`, 'weather by mail', 1);
    const factsOf = (id: string): EntryFacts => {
      const entry = catalog.entry(id);
      if (entry === undefined) throw new Error('It was brought.');
      return new EntryFacts(entry);
    };
    let looks = 0;
    const counting: TenantCatalog = Object.create(catalog, {
      list: { value: (asked: ServerFilter) => ((looks += 1), catalog.list(asked)) },
    }) as TenantCatalog;
    const entryFilter = new EntryFilter(filter, counting);
    const turns: boolean[] = [];
    for (let index = 0; index < 100; index += 1) {
      const id = `s${index}`;
      const before = factsOf(id);
      bring(id, 'weather', 2);
      const after = factsOf(id);
      turns.push(entryFilter.update(new Map([[id, { states: [before, after] }]])));
      expect(entryFilter.fallsBack).toBe(index === 99);
    }
    expect(turns.filter(Boolean)).toHaveLength(1);
    expect(looks).toBeLessThan(10);
  });
});
