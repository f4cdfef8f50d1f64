import type { CatalogEntry } from '../catalog-entry.js';

/** What one server uses of the quotas. */
export interface ServerUse {
  /** The client that registered it. */
  readonly client: string;
  /** Bytes of its manifest. */
  readonly bytes: number;
  /** Different words that the search knows it by. */
  readonly words: number;
}

/** What removed servers use. */
export interface TombstoneUse {
  readonly client: string;
  /** It is kept for its key or an operator's block. */
  readonly held: boolean;
}

/** What the servers of a client, or all servers, use. */
export interface Amounts {
  readonly servers: number;
  readonly bytes: number;
  readonly words: number;
  readonly tombstones: number;
  readonly heldTombstones: number;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const NOTHING: Amounts = { servers: 0, bytes: 0, words: 0, tombstones: 0, heldTombstones: 0 };

/**
 * What is stored, by the client that registered it and in all. It is counted from the records alone, so that it is the
 * same on all replicas, whatever the order in which changes came.
 */
export class Usage {
  private readonly total: Mutable<Amounts> = { ...NOTHING };
  private readonly clients = new Map<string, Mutable<Amounts>>();
  private readonly names = new Map<string, string>();

  get all(): Amounts {
    return this.total;
  }

  of(client: string): Amounts {
    return this.clients.get(client) ?? NOTHING;
  }

  /** Clients that have something stored. */
  get clientCount(): number {
    return this.clients.size;
  }

  /** The name of a client as it is kept once: each record that is read from a store has a copy of its own. */
  nameOf(client: string): string {
    return this.names.get(client) ?? client;
  }

  /** Counts a server (`by` 1) or forgets it (-1). */
  server({ client, bytes, words }: ServerUse, by: 1 | -1): void {
    this.add(client, { ...NOTHING, servers: by, bytes: by * bytes, words: by * words });
  }

  /** Counts a removed server (`by` 1) or forgets it (-1). */
  tombstone({ client, held }: TombstoneUse, by: 1 | -1): void {
    this.add(client, { ...NOTHING, tombstones: by, heldTombstones: held ? by : 0 });
  }

  private add(client: string, more: Amounts): void {
    const own = this.clients.get(client) ?? { ...NOTHING };
    for (const name of Object.keys(NOTHING) as (keyof Amounts)[]) {
      own[name] += more[name];
      this.total[name] += more[name];
    }
    if (own.servers + own.tombstones === 0) {
      this.clients.delete(client);
      this.names.delete(client);
    } else if (!this.clients.has(client)) {
      this.clients.set(client, own);
      this.names.set(client, client);
    }
  }
}

/** What a served server uses. */
export function useOf({ record, words, manifestBytes }: CatalogEntry): ServerUse {
  return { client: record.registeredFrom, bytes: manifestBytes, words };
}
