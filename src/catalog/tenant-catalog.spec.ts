import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { context, newDraft, prepared } from '../../test/support/record-drafts.js';
import { parseJson } from '../common/parse-json.js';
import { markMissed, register, remove } from '../manifest/lifecycle.js';
import type { RecordDraft, ServerRecord } from '../manifest/server-record.js';
import { effectiveStatus, HIDDEN_STATUSES } from '../manifest/status.js';
import type { Selection } from './selection/selection.js';
import type { ServerQuery } from './server-query.js';
import { TenantCatalog } from './tenant-catalog.js';
import { testRenderer } from '../../test/support/test-renderer.js';

const TAGS = ['eu', 'us', 'mail', 'code'];
const WORDS = ['weather', 'forecast', 'mail', 'calendar', 'wether', 'Übersetzung', 'getWeather'];
const ALL: ServerQuery = { tags: [], capabilities: [], statuses: [], text: '', page: 1, limit: 50 };

const newCatalog = (): TenantCatalog => new TenantCatalog(testRenderer('a secret for tests'));

/** Every revision of a few servers, as a store would hand them over one after another. */
const histories = fc
  .array(
    fc.record({
      id: fc.constantFrom('a', 'b', 'B', 'c-1', 'c.2', 'd'),
      step: fc.constantFrom('register', 'stale', 'offline', 'remove', 'disable'),
      tags: fc.subarray(TAGS),
      words: fc.subarray(WORDS),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map((steps) => {
    const newest = new Map<string, ServerRecord>();
    const records: ServerRecord[] = [];
    for (const { id, step, tags, words } of steps) {
      const current = newest.get(id);
      const draft = next(current, id, step, { tags, description: words.join(' ') });
      if (draft === undefined) continue;
      const record = { ...draft, revision: (current?.revision ?? 0) + 1, position: records.length };
      newest.set(id, record);
      records.push(record);
    }
    return { records, newest };
  });

function next(
  current: ServerRecord | undefined,
  id: string,
  step: string,
  changes: object,
): RecordDraft | undefined {
  if (current === undefined) return newDraft(id, changes);
  if (step === 'register') return register(current, 'default', prepared(id, changes), context());
  if (current.removed) return undefined;
  if (step === 'remove') return remove(current, 'unregistered', context());
  if (step === 'disable') return { ...current, disabled: true, change: { ...current.change } };
  return markMissed(current, step === 'stale' ? 'stale' : 'offline', context());
}

const idsOf = (selection: Selection): readonly string[] => selection.slice(0);

/** All that a reader can see of a catalog. */
function view(catalog: TenantCatalog): object {
  return {
    listed: idsOf(catalog.list(ALL)),
    hidden: idsOf(catalog.list({ ...ALL, statuses: ['offline', 'disabled'] })),
    byTag: TAGS.map((tag) => idsOf(catalog.list({ ...ALL, tags: [[tag]] }))),
    found: WORDS.map((text) => {
      const found = catalog.search({ ...ALL, text });
      return { ids: idsOf(found), scores: [...(found.scores ?? [])] };
    }),
    tags: catalog.tagCounts.top(Infinity),
    statuses: catalog.byStatus(),
    fingerprint: catalog.listing.fingerprint.toString(),
  };
}

describe(TenantCatalog.name, () => {
  it('should show the same whatever the order in which it hears of changes, repeats included', () => {
    fc.assert(
      fc.property(
        histories.chain(({ records }) =>
          fc.record({
            records: fc.constant(records),
            shuffled: fc.shuffledSubarray([...records, ...records], {
              minLength: records.length * 2,
            }),
          }),
        ),
        ({ records, shuffled }) => {
          const ordered = newCatalog();
          for (const record of records) ordered.apply(record);
          const disordered = newCatalog();
          for (const record of shuffled) disordered.apply(record);
          expect(view(disordered)).toEqual(view(ordered));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('should keep nothing of what was only shown, when it is taken back or anything newer is stored', () => {
    fc.assert(
      fc.property(histories, fc.array(fc.boolean()), ({ records, newest }, isShown) => {
        const catalog = newCatalog();
        const plain = newCatalog();
        for (const [index, record] of records.entries()) {
          catalog.apply(record);
          plain.apply(record);
          if (isShown[index] !== true) continue;
          catalog.show(record.id, markMissed(record, 'offline', context()));
          const { status } = catalog.entry(record.id) ?? {};
          const expected = record.disabled ? 'disabled' : 'offline';
          expect(status).toBe(record.removed ? undefined : expected);
        }
        for (const id of newest.keys()) catalog.show(id, undefined);
        expect(view(catalog)).toEqual(view(plain));
        expect(catalog.listing.tree.root()).toBe(plain.listing.tree.root());
        expect(catalog.unstored.size).toBe(0);
      }),
      { numRuns: 200 },
    );
  });

  it('should list, filter and count like a plain scan of the newest revisions', () => {
    fc.assert(
      fc.property(histories, ({ records, newest }) => {
        const catalog = newCatalog();
        for (const record of records) catalog.apply(record);
        const live = [...newest.values()].filter(({ removed }) => !removed);
        const visible = live.filter((record) => !HIDDEN_STATUSES.has(effectiveStatus(record)));
        const sorted = (list: ServerRecord[]): string[] => list.map(({ id }) => id).sort();
        const hasTag = (tag: string) => (record: ServerRecord) =>
          (parseJson(record.manifest) as { tags: string[] }).tags.includes(tag);
        expect(idsOf(catalog.list(ALL))).toEqual(sorted(visible));
        for (const tag of TAGS) {
          expect(idsOf(catalog.list({ ...ALL, tags: [[tag]] }))).toEqual(
            sorted(visible.filter(hasTag(tag))),
          );
          expect(catalog.tagCounts.get(tag)).toBe(visible.filter(hasTag(tag)).length);
        }
        const [first = '', second = '', ...others] = TAGS;
        const query = { ...ALL, tags: [[first, second], others] };
        const wanted = visible.filter(
          (record) =>
            (hasTag(first)(record) || hasTag(second)(record)) &&
            others.some((tag) => hasTag(tag)(record)),
        );
        expect(idsOf(catalog.list(query))).toEqual(sorted(wanted));
        expect(Object.values(catalog.byStatus()).reduce((sum, count) => sum + count)).toBe(
          live.length,
        );
      }),
      { numRuns: 200 },
    );
  });

  it('should find words with typos, beginnings, accents and camel case', () => {
    const catalog = newCatalog();
    const describeAs = (id: string, description: string): void => {
      catalog.apply({ ...newDraft(id, { description }), revision: 1, position: 1 });
    };
    describeAs('one', 'Weather for everybody');
    describeAs('two', 'Übersetzung von Texten');
    describeAs('three', 'calls getCurrentTime');
    const found = (text: string): readonly string[] => idsOf(catalog.search({ ...ALL, text }));
    expect(found('wether')).toEqual(['one']);
    expect(found('weath')).toEqual(['one']);
    expect(found('ubersetzung')).toEqual(['two']);
    expect(found('current time')).toEqual(['three']);
    expect(found('nothing of the kind')).toEqual([]);
  });

  it('should forget what the store has no longer, but nothing newer than that', () => {
    const catalog = newCatalog();
    const record: ServerRecord = { ...newDraft('a'), revision: 1, position: 1 };
    const tombstone = { ...remove(record, 'unregistered', context()), revision: 2, position: 2 };
    catalog.apply(tombstone);
    expect(catalog.drop('a', 1)).toBeUndefined();
    expect(catalog.told('a')).toMatchObject({ revision: 2, removed: true });
    expect(catalog.record('a')).toBeUndefined();
    expect(catalog.drop('a', 2)).toBeUndefined();
    expect(catalog.told('a')).toBeUndefined();
    catalog.apply(record);
    expect(catalog.drop('a', 1)).toMatchObject({ after: undefined, record });
    expect(catalog.visibleCount).toBe(0);
    expect(catalog.listing.fingerprint.toString()).toBe(
      newCatalog().listing.fingerprint.toString(),
    );
  });

  it('should go back with the store', () => {
    const catalog = newCatalog();
    const old: ServerRecord = { ...newDraft('a', { tags: ['old'] }), revision: 1, position: 1 };
    catalog.apply({ ...newDraft('a', { tags: ['new'] }), revision: 2, position: 2 });
    expect(catalog.apply(old)).toBeUndefined();
    expect(catalog.correct(old)).toMatchObject({ record: old });
    expect(catalog.correct(old)).toBeUndefined();
    expect(catalog.record('a')).toBe(old);
    expect(catalog.tagCounts.top(Infinity)).toEqual([['old', 1]]);
  });
});
