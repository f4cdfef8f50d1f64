import type { HistoryEntry, ServerRecord } from '../../src/manifest/server-record.js';
import type { ManifestStore } from '../../src/storage/manifest-store.js';

const PAGE = 500;
const AT_ONCE = 50;

/** What a store holds as the program sees it, by `<tenant>:<id>`; without positions, which are the store's own. */
export interface StoreContents {
  readonly servers: ReadonlyMap<
    string,
    { readonly record: object; readonly history: readonly HistoryEntry[] }
  >;
  readonly countedTime: number;
}

/** Reads all of it through the port. */
export async function contentsOf(store: ManifestStore): Promise<StoreContents> {
  const names: ServerRecord[] = [];
  await store.follow(({ records }) => names.push(...records));
  names.sort((a, b) => (`${a.tenant}:${a.id}` < `${b.tenant}:${b.id}` ? -1 : 1));
  const servers = new Map<string, { record: object; history: HistoryEntry[] }>();
  for (let start = 0; start < names.length; start += AT_ONCE) {
    const some = names.slice(start, start + AT_ONCE);
    const read = await Promise.all(some.map((name) => serverOf(store, name)));
    for (const [index, { tenant, id }] of some.entries()) {
      const server = read[index];
      if (server !== undefined) servers.set(`${tenant}:${id}`, server);
    }
  }
  return { servers, countedTime: await store.countedTime() };
}

async function serverOf(
  store: ManifestStore,
  { tenant, id }: ServerRecord,
): Promise<{ record: object; history: HistoryEntry[] }> {
  const record = await store.find({ tenant }, id);
  const history: HistoryEntry[] = [];
  for (let page = 1; ; page += 1) {
    const { entries, total } = await store.history({ tenant }, id, page, PAGE);
    history.push(...entries);
    if (history.length >= total || entries.length === 0) break;
  }
  return { record: { ...record, position: undefined }, history };
}
