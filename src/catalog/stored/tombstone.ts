import type { ServerRecord } from '../../manifest/server-record.js';
import { STATUS_REASONS, type StatusReason } from '../../manifest/status.js';

/** What readers of changes get about a server, removed or not, beside its entry. */
export interface ToldServer {
  readonly id: string;
  readonly revision: number;
  readonly position: number;
  readonly removed: boolean;
  readonly statusReason: StatusReason;
  readonly change: { readonly id: string; readonly at: number };
}

/** What the catalog keeps of a removed server, in a fourth of the memory; changes start from the store's record. */
export class Tombstone implements ToldServer {
  readonly removed = true;
  readonly id: string;
  readonly revision: number;
  readonly position: number;
  readonly client: string;
  /** It keeps a key or an operator's block, so that time alone does not take it away soon. */
  readonly held: boolean;
  private readonly reason: number;
  private readonly changeId: string;
  private readonly changedAt: number;

  /** @param client - the one copy of the registrant's name that all its tombstones share */
  constructor(record: ServerRecord, client: string) {
    this.id = record.id;
    this.revision = record.revision;
    this.position = record.position;
    this.client = client;
    this.held = record.disabled || record.memberKey !== null;
    // Texts that come from a store are copies, one for each record.
    this.reason = STATUS_REASONS.indexOf(record.statusReason);
    this.changeId = record.change.id;
    this.changedAt = record.change.at;
  }

  get statusReason(): StatusReason {
    return STATUS_REASONS[this.reason] ?? 'unregistered';
  }

  get change(): ToldServer['change'] {
    return { id: this.changeId, at: this.changedAt };
  }
}
