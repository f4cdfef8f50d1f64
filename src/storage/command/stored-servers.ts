import type { ServerRecord } from '../../manifest/server-record.js';
import { effectiveStatus, type Status } from '../../manifest/status.js';
import type { DamagedRecord } from '../manifest-store.js';

/** A stored server as operators look at it. */
export interface StoredServer {
  readonly tenant: string;
  readonly id: string;
  readonly status: Status | 'removed' | 'damaged';
  /** Length of its manifest in characters. */
  readonly size: number;
  /** The client that registered it; empty = not known. */
  readonly client: string;
  /** When it last changed, epoch ms; `null` = that cannot be read. */
  readonly changedAt: number | null;
  /** It is removed, and keeps a key or an operator's block. */
  readonly held: boolean;
  /** What is wrong with it; `null` = nothing. */
  readonly damage: string | null;
  /** Canonical JSON; empty when it is removed or damaged. */
  readonly manifest: string;
}

/** A whole store, read one server after another and used by this process alone. */
export abstract class StoredServers {
  /** What people call it; without secrets. */
  abstract readonly label: string;

  /** All servers, removed and damaged ones included, in order of tenant and id. Others may be deleted meanwhile. */
  abstract all(): AsyncIterable<StoredServer>;

  /** Deletes servers with their histories, whatever they keep. */
  abstract delete(servers: readonly StoredServer[]): Promise<void>;

  /** Makes all positions invalid that readers of its changes may hold, because they cannot be notified of what was deleted. */
  abstract renewEpoch(): Promise<void>;

  abstract close(): Promise<void>;
}

/** A record that can be read. */
export function storedServer(record: ServerRecord): StoredServer {
  const { tenant, id, manifest, registeredFrom: client, updatedAt: changedAt, removed } = record;
  return {
    tenant,
    id,
    status: removed ? 'removed' : effectiveStatus(record),
    size: manifest.length,
    client,
    changedAt,
    held: removed && (record.disabled || record.memberKey !== null),
    damage: null,
    manifest,
  };
}

/** A record that cannot. */
export function damagedServer(record: DamagedRecord): StoredServer {
  const { tenant, id, bytes: size, registeredFrom: client, reason: damage } = record;
  return {
    tenant,
    id,
    status: 'damaged',
    size,
    client,
    changedAt: null,
    held: false,
    damage,
    manifest: '',
  };
}
