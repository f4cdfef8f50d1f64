import type { CatalogEntry } from './catalog-entry.js';
import type { TenantCatalog } from './tenant-catalog.js';

interface Frozen {
  readonly root: string;
  readonly entries: WeakRef<readonly CatalogEntry[]>;
}

/** Listings that do not change any more. All who read one at a time read the same; nobody else keeps it. */
export class FrozenListings {
  private readonly newest = new WeakMap<TenantCatalog, Frozen>();

  /** The default listing as it is now, in order of id; `root` is its tree's. */
  of(catalog: TenantCatalog, root: string): readonly CatalogEntry[] {
    const known = this.newest.get(catalog);
    const held = known?.root === root ? known.entries.deref() : undefined;
    if (held !== undefined) return held;
    const entries = catalog.listed();
    this.newest.set(catalog, { root, entries: new WeakRef(entries) });
    return entries;
  }
}
