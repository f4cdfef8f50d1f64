import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { DomainError } from '../../src/common/domain-error.js';
import { DEFAULT_SCOPE } from '../../src/manifest/scope.js';
import { register, remove } from '../../src/manifest/lifecycle.js';
import type { ServerRecord } from '../../src/manifest/server-record.js';
import type { RecordChange } from '../../src/storage/manifest-store.js';
import type { MongoStore } from '../../src/storage/mongo/mongo-store.js';
import { MongoStores } from '../support/mongo-stores.js';
import { context, newDraft, prepared } from '../support/record-drafts.js';
import { describeWithServices } from '../support/services.js';
import { TcpProxy } from '../support/tcp-proxy.js';

const WRITERS = 8;
const CHANGES = 30;
const MIN_CUTS = 10;
/** How many answers get through between two that are lost. */
const ANSWERS_BETWEEN = [7, 12, 5, 15, 9];
const MAX_REPEATS = 5;

Logger.overrideLogger(false);

/** Changes one server again and again; returns the ids of the changes that were acknowledged. */
async function change(store: MongoStore, id: string): Promise<string[]> {
  const acknowledged: string[] = [];
  let record: ServerRecord | undefined;
  for (let step = 0; step < CHANGES; step += 1) {
    const draft = register(record, 'default', prepared(id, { version: `1.${step}` }), context());
    if (draft === undefined) throw new Error('each version is another one');
    record = await commitAtLast(store, { before: record, draft });
    acknowledged.push(draft.change.id);
  }
  return acknowledged;
}

/** Repeats a change whose outcome is unknown, as its error asks for. */
async function commitAtLast(store: MongoStore, change: RecordChange): Promise<ServerRecord> {
  for (let repeat = 0; ; repeat += 1) {
    try {
      const result = await store.commit(change);
      if (result.outcome !== 'won') throw new Error('nobody else writes this server');
      return result.record;
    } catch (error) {
      const unknown = error instanceof DomainError && error.code === 'STORAGE_UNAVAILABLE';
      if (!unknown || repeat === MAX_REPEATS) throw error;
    }
  }
}

async function historyOf(store: MongoStore, id: string) {
  return (await store.history(DEFAULT_SCOPE, id, 1, 500)).entries.toReversed();
}

describeWithServices('MongoStore in trouble', ['mongodb'], ({ mongodb }) => {
  let stores: MongoStores;

  beforeEach(() => {
    stores = new MongoStores(mongodb);
  });

  afterEach(async () => {
    await stores.end();
  });

  it('should purge tombstones of a version that knew no member keys', async () => {
    const { store, models } = stores.make();
    await store.open();
    const first = await store.commit({ before: undefined, draft: newDraft('old') });
    if (first.outcome !== 'won') throw new Error('nobody else writes this server');
    const draft = remove(first.record, 'unregistered', context(100));
    await store.commit({ before: first.record, draft });
    await models.servers.collection.updateOne({}, { $unset: { member_key: '' } });
    expect(await store.find(DEFAULT_SCOPE, 'old')).toMatchObject({ memberKey: null });
    expect(await store.purgeTombstones(1_000)).toBe(1);
  });

  it('should apply each change once though answers are lost all the time', async () => {
    const { hostname, port } = new URL(mongodb);
    const proxy = await TcpProxy.to(hostname, Number(port));
    try {
      const store = await stores.open({ server: `mongodb://127.0.0.1:${proxy.port}` });
      let turn = 0;
      proxy.loseAnswers(() => ANSWERS_BETWEEN[turn++ % ANSWERS_BETWEEN.length] ?? 0);
      const ids = Array.from({ length: WRITERS }, (_, index) => `s${index}`);
      const acknowledged = await Promise.all(ids.map((id) => change(store, id)));
      expect(proxy.lostAnswers).toBeGreaterThan(MIN_CUTS);
      const witness = await stores.open();
      for (const [index, id] of ids.entries()) {
        const history = await historyOf(witness, id);
        expect(history.map((entry) => entry.id)).toEqual(acknowledged[index]);
        const first = history[0]?.revision ?? 0;
        expect(history.map(({ revision }) => revision - first)).toEqual([...history.keys()]);
      }
    } finally {
      await proxy.close();
    }
  });

  it('should have one winner among the writers of several replicas, and no gap in the history', async () => {
    const replicas = await Promise.all([stores.open(), stores.open(), stores.open()]);
    const draft = newDraft('contested');
    const created = await Promise.all(
      replicas.map((store) =>
        store.commit({
          before: undefined,
          draft: { ...draft, change: { ...draft.change, id: crypto.randomUUID() } },
        }),
      ),
    );
    expect(created.filter(({ outcome }) => outcome === 'won')).toHaveLength(1);
    const wins = await Promise.all(
      replicas.map(async (store, index) => {
        let won = 0;
        for (let step = 0; step < 30; step += 1) {
          const before = await store.find(DEFAULT_SCOPE, 'contested');
          const version = `${index}.${step}`;
          const next = register(before, 'default', prepared('contested', { version }), context());
          if (next === undefined) throw new Error('each version is another one');
          if ((await store.commit({ before, draft: next })).outcome === 'won') won += 1;
        }
        return won;
      }),
    );
    const history = await historyOf(replicas[0], 'contested');
    expect(history).toHaveLength(1 + wins.reduce((sum, won) => sum + won, 0));
    const first = history[0]?.revision ?? 0;
    expect(history.map(({ revision }) => revision - first)).toEqual([...history.keys()]);
  });

  it('should refuse the one that cannot be encoded, and store those beside it', async () => {
    const store = await stores.open();
    const bad = newDraft('bad');
    const circle: { self?: unknown } = {};
    circle.self = circle;
    const unencodable = { ...bad, change: { ...bad.change, actor: circle as unknown as string } };
    const blocker = store.commit({ before: undefined, draft: newDraft('blocker') });
    const good = ['a', 'z'].map((id) => store.commit({ before: undefined, draft: newDraft(id) }));
    await expect(store.commit({ before: undefined, draft: unencodable })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      detail: expect.stringContaining('The storage cannot take this manifest'),
    });
    for (const result of await Promise.all([blocker, ...good])) expect(result.outcome).toBe('won');
    expect(await store.find(DEFAULT_SCOPE, 'bad')).toBeUndefined();
    expect((await historyOf(store, 'a')).length).toBe(1);
  });

  it('should refuse a document that is too large, with the reason', async () => {
    const store = await stores.open();
    const description = 'x'.repeat(17 * 1_024 * 1_024);
    await expect(
      store.commit({ before: undefined, draft: newDraft('huge', { description }) }),
    ).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    expect(await store.find(DEFAULT_SCOPE, 'huge')).toBeUndefined();
  });

  it('should leave a record out that somebody tampered with, and serve the others', async () => {
    const { store, models } = stores.make();
    await store.open();
    await store.commit({ before: undefined, draft: newDraft('honest') });
    await store.commit({ before: undefined, draft: newDraft('tampered') });
    await models.servers.updateOne({ _id: 'default:tampered' }, { $set: { manifest: '{}' } });
    // A member that registers again meets it; those beside it are stored all the same.
    const blocker = store.commit({ before: undefined, draft: newDraft('blocker') });
    const stuck = store.commit({ before: undefined, draft: newDraft('tampered') });
    const beside = store.commit({ before: undefined, draft: newDraft('beside') });
    expect([(await blocker).outcome, (await beside).outcome]).toEqual(['won', 'won']);
    await expect(stuck).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
    const seen: string[] = [];
    const other = await stores.open();
    await other.follow(({ records }) => seen.push(...records.map(({ id }) => id)));
    expect(seen.sort()).toEqual(['beside', 'blocker', 'honest']);
  });

  it('should not touch a database that a newer program wrote', async () => {
    const { store, models } = stores.make();
    await store.open();
    await models.settings.updateOne({ _id: 'schema_version' }, { $set: { value: 99 } });
    await expect(stores.open()).rejects.toThrow(
      /schema version 99, and this program knows versions up to 1: start the newer program/,
    );
  });

  it('should migrate as often as it is started, also several at once', async () => {
    await Promise.all([stores.open(), stores.open(), stores.open(), stores.open()]);
    await stores.open();
  });

  it.each(['nonsense=1', 'nonsense='])(
    'should say what is wrong with the URI, and show no password: %s',
    async (option) => {
      const broken = new MongoStores(`mongodb://user:geheim@127.0.0.1:1/?${option}`);
      const refusal = await broken.open().catch((error: unknown) => String(error));
      expect(refusal).toMatch(/^Error: MongoDB cannot be used with this MONGODB_URI: .*nonsense/);
      expect(refusal).not.toContain('geheim');
    },
  );

  it('should end the start when the database differs only in case from one that exists', async () => {
    await stores.open();
    const { store } = new MongoStores(mongodb, stores.database.toUpperCase()).make();
    await expect(store.open()).rejects.toThrow(
      /^MongoDB cannot be used with this MONGODB_URI: .*different case/i,
    );
    await store.onApplicationShutdown();
  });

  it('should end the start when the name of the database is not permitted', async () => {
    const { store } = new MongoStores(mongodb, 'x'.repeat(64)).make();
    await expect(store.open()).rejects.toThrow(/^MongoDB cannot be used .*permitted length/);
    await store.onApplicationShutdown();
  });

  it('should say that the storage does not answer while it has never been reached', async () => {
    const { store, link } = new MongoStores('mongodb://127.0.0.1:1').make();
    const opening = store.open();
    await expect(store.ping()).rejects.toThrow('MongoDB has not been reached yet');
    await link.close();
    await expect(opening).rejects.toThrow();
  });
});
