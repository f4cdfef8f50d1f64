import type { PurgeOptions, RecordName } from '../manifest-store.js';
import type { SqliteCalls } from './sqlite-calls.js';
import type { HistoryCursor, PurgedTombstones, WorkerAnswers } from './worker-protocol.js';

const AT_ONCE = 500;
/** Before everything. */
const HISTORY_START: HistoryCursor = { at: -1, tenant: '', id: '', revision: 0 };

/** What the embedded store forgets, a little at a time: other writes wait meanwhile. */
export class EmbeddedPurges {
  constructor(
    private readonly calls: SqliteCalls,
    private readonly forgotten: (purged: PurgedTombstones) => void,
  ) {}

  /** See `ManifestStore.purgeTombstones`. */
  async tombstones(
    before: number,
    { keysBefore = 0, excess = 0 }: PurgeOptions = {},
  ): Promise<number> {
    const old = await this.purge('purgePlain', before);
    const pinned = await this.purge('purgePinned', keysBefore);
    const left = excess - old - pinned;
    return old + pinned + (await this.purge('purgePlain', Number.MAX_SAFE_INTEGER, left));
  }

  /** See `ManifestStore.forgetTombstone`. */
  async tombstone(name: RecordName): Promise<boolean> {
    const purged = await this.calls.call({ op: 'forget', name });
    this.forgotten(purged);
    return purged.gone.length > 0;
  }

  /** See `ManifestStore.purgeHistory`. */
  async history(before: number): Promise<number> {
    let count = 0;
    let after: HistoryCursor | null = HISTORY_START;
    while (after !== null) {
      const { purged, next }: WorkerAnswers['purgeHistory'] = await this.calls.call({
        op: 'purgeHistory',
        after,
        before,
      });
      count += purged;
      after = next;
    }
    return count;
  }

  private async purge(
    what: 'purgePlain' | 'purgePinned',
    before: number,
    most = Infinity,
  ): Promise<number> {
    let count = 0;
    while (count < most) {
      const limit = Math.min(AT_ONCE, most - count);
      const purged = await this.calls.call({ op: 'purge', what, before, limit });
      this.forgotten(purged);
      count += purged.gone.length;
      if (purged.gone.length < limit) break;
    }
    return count;
  }
}
