import type { mongo } from 'mongoose';
import type { ChangeDocument } from '../mongo/schemas/change.schema.js';
import type { HistoryDocument } from '../mongo/schemas/history.schema.js';

const MAX_TIME_MS = 30_000;
const AT_ONCE = 2_000;

/**
 * The past history entries of some servers, which are asked for in the order of their keys: a server may have very
 * many, so that they are read in pieces.
 */
export class HistoryCopies {
  private readonly left: Set<string>;
  private rows: HistoryDocument[] = [];
  private next = 0;
  private last: HistoryDocument | undefined;
  private complete: boolean;

  constructor(
    private readonly copies: mongo.Collection<HistoryDocument>,
    keys: readonly string[],
    private readonly patiently: <T>(work: () => Promise<T>) => Promise<T>,
  ) {
    this.left = new Set(keys);
    this.complete = keys.length === 0;
  }

  /** A server's entries below the revision, newest first, one a revision. */
  async before(key: string, revision: number): Promise<ChangeDocument[]> {
    const entries: ChangeDocument[] = [];
    for (;;) {
      const row = await this.peek();
      if (row?.server !== key) return entries;
      this.next += 1;
      // The copy of a current entry is there already, and so may be one that a crash left behind.
      if (row.change.revision < (entries.at(-1)?.revision ?? revision)) entries.push(row.change);
    }
  }

  /** @throws Error when there are entries of servers that were not asked for in the order of the entries */
  async assertAllRead(): Promise<void> {
    const row = await this.peek();
    if (row !== undefined) throw new Error(`The history of ${row.server} is out of order`);
  }

  private async peek(): Promise<HistoryDocument | undefined> {
    while (this.next === this.rows.length && !this.complete) await this.readOn();
    return this.rows[this.next];
  }

  private async readOn(): Promise<void> {
    const { last } = this;
    for (const { server } of this.rows) this.left.delete(server);
    const others = { server: { $in: [...this.left] } };
    const rest =
      last === undefined
        ? others
        : {
            $or: [
              { server: last.server, 'change.revision': { $lt: last.change.revision } },
              others,
            ],
          };
    this.rows = await this.patiently(() =>
      this.copies
        .find(rest)
        .sort({ server: 1, 'change.revision': -1 })
        .limit(AT_ONCE)
        .maxTimeMS(MAX_TIME_MS)
        .toArray(),
    );
    this.next = 0;
    this.last = this.rows.at(-1);
    this.complete = this.rows.length < AT_ONCE;
  }
}
