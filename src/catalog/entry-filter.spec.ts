import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { context, newDraft } from '../../test/support/record-drafts.js';
import { ManualClock } from '../../test/support/manual-clock.js';
import { TimeSlice } from '../common/time-slice.js';
import { disable, markMissed } from '../manifest/lifecycle.js';
import type { RecordDraft, ServerRecord } from '../manifest/server-record.js';
import { STATUSES } from '../manifest/status.js';
import type { CatalogEntry } from './catalog-entry.js';
import { EntryFacts } from './entry-facts.js';
import { EntryFilter } from './entry-filter.js';
import { queryWords } from './search/query-words.js';
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

const nothing = (): undefined => undefined;

const sliceOf = (clock: ManualClock): TimeSlice => new TimeSlice(clock);

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
          nothing,
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
      const turned = entryFilter.update(changed, nothing);
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
      turns.push(entryFilter.update(new Map([[id, { states: [before, after] }]]), () => after));
      expect(entryFilter.fallsBack).toBe(index === 99);
    }
    expect(turns.filter(Boolean)).toHaveLength(1);
    expect(looks).toBeLessThan(10);
  });

  describe('beside changes that come while it reads', () => {
    const filters = ['weather mail', 'weather tide', 'mail tide'].map((text) => ({
      tags: [],
      capabilities: [['mail']],
      statuses: [],
      text,
    }));
    let catalog: TenantCatalog;
    let reads: number;

    beforeEach(() => {
      catalog = emptyCatalog();
      reads = 0;
    });

    /** Counts how often its manifest is read. */
    function bring(id: string, revision: number): CatalogEntry {
      const changes = { description: `weather ${revision}`, capabilities: ['mail'] };
      const draft = newDraft(id, changes);
      const record = Object.create(
        { ...draft, revision, position: revision },
        { manifest: { get: () => ((reads += 1), draft.manifest) } },
      ) as ServerRecord;
      catalog.apply(record);
      const entry = catalog.entry(id);
      if (entry === undefined) throw new Error('It was brought.');
      return entry;
    }

    it('should cut the words of a server once, when it is indexed', async () => {
      const first = bring('a', 1);
      const entryFilters = filters.map((filter) => new EntryFilter(filter, catalog));
      const second = bring('a', 2);
      reads = 0;
      const states = [new EntryFacts(first), new EntryFacts(second)];
      for (const state of states) expect(state.terms.found(queryWords('weather'))).toBe(1);
      expect(reads).toBe(0);
      const changed = new Map([['a', { states }]]);
      for (const entryFilter of entryFilters) {
        await entryFilter.read(changed, () => states.at(-1), sliceOf(new ManualClock()));
        entryFilter.update(changed, () => states.at(-1));
      }
      // Its labels.
      expect(reads).toBe(2);
    });

    it('should read nothing in one piece that has changed since', async () => {
      const clock = new ManualClock();
      const states = [new EntryFacts(bring('a', 1))];
      const entryFilters = filters.map((filter) => new EntryFilter(filter, catalog));
      const changed = new Map([['a', { states }]]);
      // Those who are to be told of it later hold it.
      const later: EntryFacts[] = [];
      let revision = 1;
      for (const entryFilter of entryFilters) {
        const slice = sliceOf(clock);
        let changes = 2;
        Object.defineProperty(slice, 'pause', {
          value: () => {
            if ((changes -= 1) >= 0) later.push(new EntryFacts(bring('a', (revision += 1))));
            return Promise.resolve();
          },
        });
        const present = (): EntryFacts | undefined => later.at(-1);
        await entryFilter.read(changed, present, slice);
        reads = 0;
        entryFilter.update(changed, present);
        expect(reads).toBe(0);
      }
      expect(later).toHaveLength(6);
    });
  });
});
