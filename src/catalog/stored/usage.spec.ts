import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ED25519_KEY } from '../../../test/support/member-keys.js';
import { newDraft } from '../../../test/support/record-drafts.js';
import { testRenderer } from '../../../test/support/test-renderer.js';
import type { ServerRecord } from '../../manifest/server-record.js';
import type { Place } from './place.js';
import { TenantCatalog } from '../tenant-catalog.js';
import { Usage, useOf, type Amounts } from './usage.js';

const CLIENTS = ['', 'local', '10.0.0.1', '10.0.0.2'];
const PLACES: readonly Place[] = ['indexed', 'listed', 'left out'];

const steps = fc.array(
  fc.record({
    what: fc.constantFrom('apply', 'remove', 'correct', 'drop', 'lose'),
    id: fc.constantFrom('a', 'b', 'c', 'd'),
    client: fc.constantFrom(...CLIENTS),
    place: fc.constantFrom(...PLACES),
    words: fc.nat(12),
    revision: fc.nat(12),
    held: fc.boolean(),
  }),
  { maxLength: 60 },
);
type Step = typeof steps extends fc.Arbitrary<(infer T)[]> ? T : never;

function recordOf({ what, id, client, words, revision, held }: Step): ServerRecord {
  const description = Array.from({ length: words }, (_, index) => `word${index}`).join(' ');
  const draft = newDraft(id, { description, ...(held && { member_key: ED25519_KEY }) });
  const gone = what === 'remove' ? { removed: true, manifest: '' } : {};
  return { ...draft, ...gone, registeredFrom: client, revision, position: revision };
}

function run(catalog: TenantCatalog, step: Step): void {
  const { id, revision, client, place } = step;
  if (step.what === 'drop') catalog.drop(id, revision);
  else if (step.what === 'lose') catalog.lose({ id, revision, why: 'damaged', client, bytes: 7 });
  else if (step.what === 'correct') catalog.correct(recordOf(step), place);
  else catalog.apply(recordOf(step), place);
}

/** What there is, counted from the start. */
function recount(catalog: TenantCatalog): Usage {
  const usage = new Usage();
  for (const entry of catalog.all()) usage.server(useOf(entry), 1);
  for (const id of ['a', 'b', 'c', 'd']) {
    const absent = catalog.absent.get(id);
    if (absent !== undefined) usage.server({ ...absent, words: 0 }, 1);
    const told = catalog.told(id);
    if (told?.removed === true && 'client' in told) {
      usage.tombstone(told as unknown as { client: string; held: boolean }, 1);
    }
  }
  return usage;
}

function amounts(usage: Usage): Record<string, Amounts> {
  return Object.fromEntries([
    ...CLIENTS.map((client): [string, Amounts] => [client, usage.of(client)]),
    ['all', usage.all],
  ]);
}

describe('Usage', () => {
  it('should be what counting everything once more finds, whatever came before', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const catalog = new TenantCatalog(testRenderer('a secret for tests'));
        for (const step of all) run(catalog, step);
        const again = recount(catalog);
        expect(amounts(catalog.usage)).toEqual(amounts(again));
        expect(catalog.usage.clientCount).toBe(again.clientCount);
      }),
    );
  });

  it('should not depend on the order in which records come', () => {
    fc.assert(
      fc.property(steps, fc.array(fc.nat(), { minLength: 60, maxLength: 60 }), (all, dice) => {
        const records = all.map(recordOf).map((record, index) => ({ ...record, revision: index }));
        const shuffled = records
          .map((record, index) => ({ record, at: dice[index] ?? 0 }))
          .sort((a, b) => a.at - b.at)
          .map(({ record }) => record);
        const [one, two] = [records, shuffled].map((list) => {
          const catalog = new TenantCatalog(testRenderer('a secret for tests'));
          for (const record of list) catalog.apply(record);
          return amounts(catalog.usage);
        });
        expect(one).toEqual(two);
      }),
    );
  });

  it('should leave no word of a server in the search that is not indexed', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const catalog = new TenantCatalog(testRenderer('a secret for tests'));
        for (const step of all) run(catalog, step);
        const indexed = [...catalog.all()].filter((entry) => entry.indexed);
        expect(catalog.usage.all.words).toBe(indexed.reduce((sum, { words }) => sum + words, 0));
        expect(catalog.text.terms > 0).toBe(indexed.length > 0);
      }),
    );
  });

  it('should remember no more removed servers than twice the limit, and say up to where', () => {
    const catalog = new TenantCatalog(testRenderer('a secret for tests'), undefined, 2);
    for (let position = 1; position <= 6; position += 1) {
      const draft = { ...newDraft(`s${position}`), removed: true, manifest: '' };
      catalog.apply({ ...draft, revision: 1, position });
    }
    expect(catalog.usage.all.tombstones).toBe(4);
    expect(catalog.isRemoved('s2')).toBe(false);
    expect(catalog.isRemoved('s3')).toBe(true);
    expect(catalog.forgottenThrough).toBe(2);
  });
});
