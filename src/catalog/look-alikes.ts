import type { Looks } from '../manifest/texts/look-alike.js';

/** More servers of one look are counted and not named. */
const MOST_SORTED = 16;
const FEW = 3;

/** Other servers that look like one. */
export interface SameLook {
  readonly total: number;
  /** The first of them by id; none when there are too many to sort. */
  readonly ids: readonly string[];
}

/** Which servers look the same by their ids, and by their display names. */
export class LookAlikes {
  private readonly ids = new LookIndex();
  private readonly names = new LookIndex();

  add({ id, name }: Looks, server: string): void {
    this.ids.add(id, server);
    this.names.add(name, server);
  }

  remove({ id, name }: Looks, server: string): void {
    this.ids.remove(id, server);
    this.names.remove(name, server);
  }

  /** The others that look like a server, whatever their status. */
  of({ id, name }: Looks, server: string): { id: SameLook; name: SameLook } {
    return { id: this.ids.others(id, server), name: this.names.others(name, server) };
  }
}

/** Servers by look. Nearly all are alone, and one id costs no more than its place in the map. */
class LookIndex {
  private readonly idsByLook = new Map<string, string | Set<string>>();

  add(look: string, id: string): void {
    const ids = this.idsByLook.get(look);
    if (ids === undefined) this.idsByLook.set(look, id);
    else if (ids instanceof Set) ids.add(id);
    else this.idsByLook.set(look, new Set([ids, id]));
  }

  remove(look: string, id: string): void {
    const ids = this.idsByLook.get(look);
    if (ids instanceof Set) ids.delete(id);
    if (ids === id || (ids instanceof Set && ids.size === 0)) this.idsByLook.delete(look);
  }

  others(look: string, id: string): SameLook {
    const known = this.idsByLook.get(look) ?? id;
    if (!(known instanceof Set)) {
      return known === id ? { total: 0, ids: [] } : { total: 1, ids: [known] };
    }
    const total = known.size - Number(known.has(id));
    if (total > MOST_SORTED) return { total, ids: [] };
    const others = [...known].filter((each) => each !== id);
    return { total, ids: others.sort().slice(0, FEW) };
  }
}
