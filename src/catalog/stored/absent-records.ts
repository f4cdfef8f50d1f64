import type { ServerRecord } from '../../manifest/server-record.js';
import type { DamagedRecord } from '../../storage/manifest-store.js';

/** Why a stored server is not served. */
export type Absence =
  /** What is stored is not what the directory wrote; registering the server again repairs it. */
  | 'damaged'
  /** It did not fit into memory. */
  | 'no room';

/** A server that is stored and not served. */
export interface AbsentRecord {
  readonly id: string;
  readonly revision: number;
  readonly why: Absence;
  readonly client: string;
  readonly bytes: number;
}

/** How many servers are not served, and the first of them by name. */
export interface AbsentView {
  readonly count: number;
  readonly ids: readonly string[];
}

/** The servers that are stored and not served, in as little memory as may be. */
export class AbsentRecords {
  private readonly records = new Map<string, AbsentRecord>();
  private damaged = 0;

  get size(): number {
    return this.records.size;
  }

  get(id: string): AbsentRecord | undefined {
    return this.records.get(id);
  }

  put(record: AbsentRecord): void {
    this.delete(record.id);
    this.records.set(record.id, record);
    if (record.why === 'damaged') this.damaged += 1;
  }

  delete(id: string): void {
    if (this.records.get(id)?.why === 'damaged') this.damaged -= 1;
    this.records.delete(id);
  }

  view(why: Absence, most: number): AbsentView {
    const ids: string[] = [];
    const count = why === 'damaged' ? this.damaged : this.records.size - this.damaged;
    if (count === 0 || most === 0) return { count, ids };
    for (const record of this.records.values()) {
      if (record.why === why && ids.push(record.id) === most) break;
    }
    return { count, ids };
  }
}

/** A record that does not fit into memory. */
export function withoutRoom(record: ServerRecord): AbsentRecord {
  const { id, revision, registeredFrom: client, manifest } = record;
  return { id, revision, why: 'no room', client, bytes: Buffer.byteLength(manifest) };
}

/** A record that cannot be read. */
export function toAbsent({ id, revision, registeredFrom, bytes }: DamagedRecord): AbsentRecord {
  return { id, revision, why: 'damaged', client: registeredFrom, bytes };
}
