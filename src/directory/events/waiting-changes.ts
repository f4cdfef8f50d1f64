import type { CatalogChange } from '../../catalog/catalog-change.js';
import { ToldChange } from './told-change.js';

/** Changes that are sent together. */
export interface GatheredChanges {
  /** By the servers' ids. */
  readonly changes: ReadonlyMap<string, ToldChange>;
  /** There were more than may wait, and none of them is here. */
  readonly missed: boolean;
}

/** Changes that wait to be told. When they take more memory than they may, all are forgotten: what they mean is not known then. */
export class WaitingChanges {
  /** About what they take. */
  bytes = 0;
  /** There were more than may wait. */
  missed = false;
  private changes = new Map<string, ToldChange>();

  constructor(private readonly mostBytes: number) {}

  get isEmpty(): boolean {
    return this.changes.size === 0 && !this.missed;
  }

  get(id: string): ToldChange | undefined {
    return this.changes.get(id);
  }

  add(change: CatalogChange): void {
    if (this.missed) return;
    const { id } = change.record;
    const known = this.changes.get(id);
    const before = known?.bytes ?? 0;
    const told = known ?? new ToldChange(change);
    if (known === undefined) this.changes.set(id, told);
    else known.add(change);
    this.bytes += told.bytes - before;
    if (this.bytes > this.mostBytes) this.begin(true);
  }

  /** What has gathered; from now on other changes gather. */
  take(): GatheredChanges {
    const { changes, missed } = this;
    this.begin(false);
    return { changes, missed };
  }

  private begin(missed: boolean): void {
    this.changes = new Map();
    this.bytes = 0;
    this.missed = missed;
  }
}
