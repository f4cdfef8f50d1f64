/** Whose work it is, and where: one owner has many sites, a site many hosts. */
export interface Place {
  readonly owner: string;
  readonly site: string;
  readonly host: string;
}

/** Which owners, sites and hosts have room for one more now. */
export interface Room {
  owner(owner: string): boolean;
  site(site: string): boolean;
  host(host: string): boolean;
}

/** So many places are looked at for the next turn: more of them without room are left for the next time. */
const MOST_LOOKS = 500;

type Hosts<T> = Map<string, T[]>;
type Sites<T> = Map<string, Hosts<T>>;

/**
 * Work that waits, in a line for each host. Owners take turns, within one its sites, within these their hosts: whoever
 * has many of them waits longer, not the others.
 */
export class WaitingTurns<T extends Place> {
  private readonly owners = new Map<string, Sites<T>>();

  add(turn: T): void {
    const sites = this.owners.get(turn.owner) ?? new Map<string, Hosts<T>>();
    const hosts = sites.get(turn.site) ?? new Map<string, T[]>();
    const line = hosts.get(turn.host) ?? [];
    line.push(turn);
    hosts.set(turn.host, line);
    sites.set(turn.site, hosts);
    this.owners.set(turn.owner, sites);
  }

  /** Takes out the turn that is next among those with room. */
  take(room: Room): T | undefined {
    let looks = 0;
    for (const turn of this.look(room)) {
      if (turn !== undefined) {
        this.remove(turn);
        return turn;
      }
      looks += 1;
      if (looks >= MOST_LOOKS) break;
    }
    return undefined;
  }

  /** Takes out a turn, and puts its host, site and owner at the ends of their rounds. */
  remove(turn: T): void {
    const sites = this.owners.get(turn.owner);
    const hosts = sites?.get(turn.site);
    const line = hosts?.get(turn.host);
    if (sites === undefined || hosts === undefined || line === undefined) return;
    const at = line.indexOf(turn);
    if (at >= 0) line.splice(at, 1);
    toEnd(hosts, turn.host, line, line.length);
    toEnd(sites, turn.site, hosts, hosts.size);
    toEnd(this.owners, turn.owner, sites, sites.size);
  }

  /** The first turn of each host with room, in order; `undefined` for each place without. */
  private *look(room: Room): Generator<T | undefined> {
    for (const [owner, sites] of this.owners) {
      if (!room.owner(owner)) {
        yield undefined;
        continue;
      }
      for (const [site, hosts] of sites) {
        if (!room.site(site)) {
          yield undefined;
          continue;
        }
        for (const [host, [first]] of hosts) yield room.host(host) ? first : undefined;
      }
    }
  }
}

function toEnd<V>(round: Map<string, V>, key: string, value: V, left: number): void {
  round.delete(key);
  if (left > 0) round.set(key, value);
}
