import { Injectable } from '@nestjs/common';
import { DomainError } from '../common/domain-error.js';
import type { Lease } from '../leases/lease-table.js';
import { heartbeat, tellsNews } from '../manifest/lifecycle.js';
import type { Scope } from '../manifest/scope.js';
import type { ServerRecord } from '../manifest/server-record.js';
import type { ReportedStatus } from '../manifest/status.js';
import { HeartbeatMeter } from '../liveness/heartbeat-meter.service.js';
import { LeaseKeeper } from '../liveness/keeping/lease-keeper.service.js';
import { type MemberProof, signedChange, UNSIGNED } from '../identity/member-proof.js';
import { notRegistered } from './not-registered.js';
import { RecordWriter } from '../records/record-writer.service.js';
import { StatusReports } from './status-reports.service.js';

/** What a member sends. */
export interface Heartbeat {
  readonly id: string;
  readonly status?: ReportedStatus;
  readonly digest?: string;
}

/** The answer to it. */
export interface Heard {
  readonly record: ServerRecord;
  readonly lease: Lease | null;
}

/** Takes heartbeats. The store is written only when a status changes. */
@Injectable()
export class HeartbeatService {
  constructor(
    private readonly writer: RecordWriter,
    private readonly leaseKeeper: LeaseKeeper,
    private readonly meter: HeartbeatMeter,
    private readonly reports: StatusReports,
  ) {}

  /**
   * Refuses with `SERVER_NOT_REGISTERED` or `MANIFEST_MISMATCH`, or when a key is pinned and did not sign, and then
   * changes nothing. With `QUOTA_EXCEEDED` the heartbeat counts, and the status that it brings was not taken.
   */
  beat(scope: Scope, heartbeat: Heartbeat, actor: string, proof = UNSIGNED): Promise<Heard> {
    return proof.during(() => this.hear(scope, heartbeat, actor, proof));
  }

  private async hear(
    scope: Scope,
    { id, status, digest }: Heartbeat,
    actor: string,
    proof: MemberProof,
  ): Promise<Heard> {
    const check = (record: ServerRecord | undefined): ServerRecord => {
      const taken = assertTaken(record, id, digest);
      if (taken.memberKey !== null) {
        const change = signedChange(taken, taken, tellsNews(taken, status));
        proof.assertSignedBy(taken.memberKey, change);
      }
      return taken;
    };
    const known = await this.writer.read(scope, id, check);
    // First the lease: then a mark that was under way has lost, or is seen here.
    const lease = await this.leaseKeeper.hear(known, false);
    const changes = status !== undefined && status !== known.reported;
    const refusal = changes ? this.reports.count(known) : undefined;
    const taken = refusal === undefined ? status : undefined;
    // Another replica may have changed the record and noted it in the lease: then the store has to confirm that nothing changes.
    const confirmNoChange = (lease?.revision ?? 0) > known.revision;
    const { before, after } = await this.writer.change(
      scope,
      id,
      actor,
      (current, context) => heartbeat(check(current), taken, context),
      { confirmNoChange },
    );
    if (after !== undefined && after !== before) await this.leaseKeeper.note(after);
    this.meter.count();
    if (refusal !== undefined) throw refusal;
    return { record: after ?? known, lease };
  }
}

function assertTaken(
  record: ServerRecord | undefined,
  id: string,
  digest: string | undefined,
): ServerRecord {
  if (record === undefined || record.removed) throw notRegistered(id);
  if (digest !== undefined && digest !== record.digest) {
    throw new DomainError(
      'MANIFEST_MISMATCH',
      `The stored manifest has the digest ${record.digest}: register the manifest again.`,
    );
  }
  return record;
}
