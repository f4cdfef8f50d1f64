import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readRoot, type ReadLeaf } from '../../test/support/listing-root.js';
import { context, newDraft, prepared } from '../../test/support/record-drafts.js';
import { testRenderer } from '../../test/support/test-renderer.js';
import { disable, enable, heartbeat, markMissed, register, remove } from '../manifest/lifecycle.js';
import type { RecordDraft, ServerRecord } from '../manifest/server-record.js';
import { effectiveStatus, HIDDEN_STATUSES } from '../manifest/status.js';
import { TenantCatalog } from './tenant-catalog.js';

const LIFE = [
  'register',
  'update',
  'draining',
  'stale',
  'offline',
  'disable',
  'enable',
  'remove',
] as const;

/** What the store does with records beside handing over new ones. */
const TURNS = ['drop', 'drop an older one', 'correct', 'hand over again'] as const;

const steps = fc.array(
  fc.record({
    id: fc.constantFrom('a', 'b', 'B', 'c-1', 'c.2', 'd'),
    what: fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...LIFE) },
      { weight: 1, arbitrary: fc.constantFrom(...TURNS) },
    ),
    /** Picks one of the records that there were. */
    pick: fc.nat(20),
    look: fc.boolean(),
  }),
  { minLength: 1, maxLength: 50 },
);

/** A catalog beside a plain map of what it should know. */
class Scene {
  readonly catalog = new TenantCatalog(testRenderer('a secret for tests'));
  private readonly known = new Map<string, ServerRecord>();
  private readonly history: ServerRecord[] = [];

  take(id: string, what: (typeof LIFE)[number] | (typeof TURNS)[number], pick: number): void {
    const current = this.known.get(id);
    switch (what) {
      case 'drop':
      case 'drop an older one': {
        if (current === undefined) return;
        const revision = what === 'drop' ? current.revision : current.revision - 1;
        if (what === 'drop') this.known.delete(id);
        this.catalog.drop(id, revision);
        return;
      }
      case 'correct':
      case 'hand over again': {
        const all = this.history.filter((record) => record.id === id);
        const record = all[pick % all.length];
        if (record === undefined) return;
        const isTaken = what === 'correct' || record.revision > (current?.revision ?? 0);
        if (isTaken) this.known.set(id, record);
        if (what === 'correct') this.catalog.correct(record);
        else this.catalog.apply(record);
        return;
      }
      default: {
        const draft = next(current, id, what, pick);
        if (draft === undefined) return;
        const record = { ...draft, revision: (current?.revision ?? 0) + 1, position: 1 };
        this.known.set(id, record);
        this.history.push(record);
        this.catalog.apply(record);
      }
    }
  }

  /** What the catalog should list, in order of id. */
  leaves(): ReadLeaf[] {
    return [...this.known.values()]
      .filter((record) => !record.removed && !HIDDEN_STATUSES.has(effectiveStatus(record)))
      .map((record) => ({
        dig: record.digest,
        id: record.id,
        rev: record.revision,
        st: effectiveStatus(record),
      }))
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  check(): void {
    const leaves = this.leaves();
    const listed = this.catalog.listed().map(({ record, status }) => ({
      dig: record.digest,
      id: record.id,
      rev: record.revision,
      st: status,
    }));
    expect(listed).toEqual(leaves);
    expect(this.catalog.listing.tree.root()).toBe(readRoot(listed));
    expect(this.catalog.listing.fingerprint.toString()).toBe(readFingerprint(listed));
    expect(this.catalog.visibleCount).toBe(listed.length);
  }
}

function next(
  current: ServerRecord | undefined,
  id: string,
  what: (typeof LIFE)[number],
  pick: number,
): RecordDraft | undefined {
  if (current === undefined) return newDraft(id);
  if (what === 'register') return register(current, 'default', prepared(id), context());
  if (what === 'update') {
    return register(current, 'default', prepared(id, { tags: [`t${pick}`] }), context());
  }
  if (what === 'disable') return disable(current, 'wrong', context());
  if (what === 'enable') return enable(current, 'right', context());
  if (current.removed) return undefined;
  if (what === 'remove') return remove(current, 'unregistered', context());
  if (what === 'draining') return heartbeat(current, 'draining', context());
  return markMissed(current, what, context());
}

/** 16 hex digits: the first 64 bits of the SHA-256 of each server's id and revision, XORed. */
function readFingerprint(leaves: readonly ReadLeaf[]): string {
  return leaves
    .map(({ id, rev }) => createHash('sha256').update(`${id}\n${rev}`).digest().readBigUInt64BE())
    .reduce((all, one) => all ^ one, 0n)
    .toString(16)
    .padStart(16, '0');
}

describe(TenantCatalog.name, () => {
  it('should stand for exactly what it lists, whatever becomes of its records', () => {
    fc.assert(
      fc.property(steps, (taken) => {
        const scene = new Scene();
        for (const { id, what, pick, look } of taken) {
          scene.take(id, what, pick);
          if (look) scene.check();
        }
        scene.check();
      }),
      { numRuns: 50 },
    );
  });
});
