import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { DomainError } from '../../src/common/domain-error.js';
import { register } from '../../src/manifest/lifecycle.js';
import { DEFAULT_SCOPE } from '../../src/manifest/scope.js';
import type { HistoryEntry, ServerRecord } from '../../src/manifest/server-record.js';
import type { RecordChange } from '../../src/storage/manifest-store.js';
import type { MongoStore } from '../../src/storage/mongo/mongo-store.js';
import { MongoStores } from '../support/mongo-stores.js';
import { context, prepared } from '../support/record-drafts.js';
import { ReplicaSet } from '../support/replica-set.js';
import { describeOnReplicaSet } from '../support/services.js';
import { ToldRevisions } from '../support/told-revisions.js';

const STEP_DOWNS = 5;
const WRITERS_OF_EACH = 4;
/** What each writer gets acknowledged at least while the primary steps down, and after that. */
const CHANGES_AROUND = 20;
const ALL_HISTORY = 1_000_000;
const PAGE = 500;
const LONGEST_MS = 15 * 60_000;

Logger.overrideLogger(false);

/** Changes one server again and again. */
class Writer {
  /** The changes that were acknowledged, in their order. */
  readonly acknowledged: string[] = [];
  private last: ServerRecord | undefined;

  constructor(
    private readonly store: MongoStore,
    readonly id: string,
  ) {}

  get revision(): number {
    return this.last?.revision ?? 0;
  }

  /** Goes on as long as it is wanted, after each change that was acknowledged. */
  async write(isWanted: (changes: number) => boolean): Promise<void> {
    for (let changes = 0; isWanted(changes); changes += 1) {
      const version = `1.${this.acknowledged.length}`;
      const draft = register(this.last, 'default', prepared(this.id, { version }), context());
      if (draft === undefined) throw new Error('each version is another one');
      this.last = await this.commitAtLast({ before: this.last, draft });
      this.acknowledged.push(draft.change.id);
    }
  }

  /** Repeats a change whose outcome is unknown, as its error asks for, however long an election takes. */
  private async commitAtLast(change: RecordChange): Promise<ServerRecord> {
    for (;;) {
      try {
        const result = await this.store.commit(change);
        if (result.outcome !== 'won') throw new Error('nobody else writes this server');
        return result.record;
      } catch (error) {
        if (!(error instanceof DomainError) || error.code !== 'STORAGE_UNAVAILABLE') throw error;
      }
    }
  }
}

async function historyOf(store: MongoStore, id: string): Promise<HistoryEntry[]> {
  const entries: HistoryEntry[] = [];
  for (let page = 1; ; page += 1) {
    const { entries: found, total } = await store.history(DEFAULT_SCOPE, id, page, PAGE);
    entries.push(...found);
    if (entries.length >= total) return entries.toReversed();
  }
}

describeOnReplicaSet('MongoStore on a replica set', (uri) => {
  let stores: MongoStores;

  beforeEach(() => {
    stores = new MongoStores(uri);
  });

  afterEach(async () => {
    await stores.end();
  });

  it(
    'should keep what it has acknowledged, once and in order, and tell followers all of it, however often the primary steps down',
    async () => {
      const open = () => stores.open({ historyEntries: ALL_HISTORY });
      const { link } = stores.make();
      await link.open();
      const replicaSet = new ReplicaSet(link);
      const replicas = [await open(), await open()];
      const followers = [new ToldRevisions(), new ToldRevisions(), new ToldRevisions()];
      for (const [index, told] of followers.entries()) {
        await told.follow(replicas[index] ?? (await open()));
      }
      const writers = replicas.flatMap((store, replica) =>
        Array.from(
          { length: WRITERS_OF_EACH },
          (_, index) => new Writer(store, `r${replica}s${index}`),
        ),
      );
      const write = (isWanted: (changes: number) => boolean) =>
        Promise.all(writers.map((writer) => writer.write(isWanted)));

      for (let turn = 0; turn < STEP_DOWNS; turn += 1) {
        let isSteppingDown = true;
        const election = replicaSet.stepDown().finally(() => {
          isSteppingDown = false;
        });
        // So that each election has writes before it, in it and after it.
        await Promise.all([
          write((changes) => isSteppingDown || changes < CHANGES_AROUND),
          election,
        ]);
        await write((changes) => changes < CHANGES_AROUND);
      }

      const witness = await stores.open();
      for (const { id, acknowledged, revision } of writers) {
        const history = await historyOf(witness, id);
        expect(history.map((entry) => entry.id)).toEqual(acknowledged);
        const first = history[0]?.revision ?? 0;
        expect(history.map((entry) => entry.revision - first)).toEqual([...history.keys()]);
        const stored = new Map(history.map((entry) => [entry.revision, entry.id]));
        for (const told of followers) {
          await told.reaches(id, revision);
          const changes = told.changes.get(id) ?? [];
          // A follower may be told of several changes at once, but of none that is not in the history, and in order.
          for (const change of changes) expect(stored.get(change.revision)).toBe(change.change);
          const revisions = changes.map((change) => change.revision);
          expect(revisions).toEqual([...new Set(revisions)].sort((a, b) => a - b));
        }
      }
      expect(followers.flatMap(({ undone }) => undone)).toEqual([]);
    },
    LONGEST_MS,
  );
});
