import type { ChangeContext } from '../../src/manifest/change-context.js';
import { heartbeat, markMissed, register, remove } from '../../src/manifest/lifecycle.js';
import type { RecordDraft, ServerRecord } from '../../src/manifest/server-record.js';
import type { ManifestStore } from '../../src/storage/manifest-store.js';
import { ED25519_KEY, P256_KEY } from './member-keys.js';
import { context, newDraft, prepared } from './record-drafts.js';

const ODD_MANIFEST = {
  description: 'Zeilen\nund Zeichen: ü 漢字 🚀 "quoted" \\ $ . ',
  metadata: {
    '': {},
    $ref: '#/$defs/a',
    $set: { 'a.b': 1 },
    'a.b': [1, 2.5, -0, 1e21, 9_007_199_254_740_991, null, true],
    _bsontype: 'ObjectId',
    _id: { $oid: 'x' },
    deep: [[[{}]]],
  },
  tools: [{ name: 'odd', input_schema: { $ref: '#/$defs/x', $defs: { 'x.y': {}, '': [] } } }],
  tags: ['One', '$two'],
};

/** Tenants whose names sort differently with and without the colon behind them. */
const TENANTS = ['a', 'a-b', 'A', 'z'];

/**
 * Fills a store with servers in all states: with several revisions, gone, come back, disabled, stale, with
 * odd manifests, with member keys, of several tenants.
 */
export async function fillStore(store: ManifestStore, count: number): Promise<void> {
  const at = 1_795_348_800_000;
  await Promise.all([
    ...Array.from({ length: count }, (_, index) => live(store, index, at + index)),
    won(store, newDraft('odd', ODD_MANIFEST, at)),
    ...TENANTS.map((tenant) => won(store, newDraft('s1', { version: tenant }, at, tenant))),
  ]);
  await store.saveCountedTime(123_456);
}

/** The life of one server; what becomes of it depends on its number. */
async function live(store: ManifestStore, index: number, at: number): Promise<void> {
  const id = `s${index}`;
  const draft = newDraft(
    id,
    {
      heartbeat_interval_seconds: index % 3 === 0 ? 0 : 30,
      ...(index % 7 === 0 && { member_key: index % 2 === 0 ? P256_KEY : ED25519_KEY }),
    },
    at,
  );
  let record = await won(store, { ...draft, disabled: index % 11 === 0 });
  const next = async (change: (before: ServerRecord, by: ChangeContext) => RecordDraft) => {
    record = await won(store, change(record, context(record.updatedAt + 1_000)), record);
  };
  await next((before, by) => made(register(before, 'default', prepared(id, { version: '2' }), by)));
  if (index % 2 === 0) await next((before, by) => markMissed(before, 'stale', by));
  if (index % 4 === 0) await next((before, by) => made(heartbeat(before, 'draining', by)));
  if (index % 5 === 0) await next((before, by) => remove(before, 'unregistered', by));
  if (index % 10 === 0)
    await next((before, by) => made(register(before, 'default', prepared(id), by)));
}

async function won(
  store: ManifestStore,
  draft: RecordDraft,
  before?: ServerRecord,
): Promise<ServerRecord> {
  const result = await store.commit({ before, draft });
  if (result.outcome !== 'won') throw new Error(`the change to ${draft.id} lost`);
  return result.record;
}

function made(draft: RecordDraft | undefined): RecordDraft {
  if (draft === undefined) throw new Error('expected a change');
  return draft;
}
