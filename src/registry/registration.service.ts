import { Injectable } from '@nestjs/common';
import { Catalog } from '../catalog/catalog.service.js';
import { DomainError } from '../common/domain-error.js';
import { LeaseTable, type Lease } from '../leases/lease-table.js';
import { register, remove } from '../manifest/lifecycle.js';
import type { ManifestDraft } from '../manifest/manifest.js';
import { LIMITS } from '../manifest/manifest-limits.js';
import { normaliseManifest } from '../manifest/normalise-manifest.js';
import { prepareManifest } from '../manifest/prepared-manifest.js';
import type { Scope } from '../manifest/scope.js';
import type { ServerRecord } from '../manifest/server-record.js';
import { HeartbeatMeter } from './heartbeat-meter.service.js';
import { LeaseKeeper } from './lease-keeper.service.js';
import { notRegistered } from './not-registered.js';
import { RecordWriter } from './record-writer.service.js';

/** What a registration did. */
export interface Registered {
  readonly outcome: 'registered' | 'updated' | 'unchanged';
  readonly record: ServerRecord;
  readonly lease: Lease | null;
}

/** Registers and unregisters servers. */
@Injectable()
export class RegistrationService {
  constructor(
    private readonly writer: RecordWriter,
    private readonly leaseKeeper: LeaseKeeper,
    private readonly leases: LeaseTable,
    private readonly catalog: Catalog,
    private readonly meter: HeartbeatMeter,
  ) {}

  /**
   * Registers a valid manifest. With `expectedDigest` (`*` = any) only if that is what is stored, else
   * `PRECONDITION_FAILED`.
   */
  async register(
    scope: Scope,
    draft: ManifestDraft,
    actor: string,
    expectedDigest?: string,
  ): Promise<Registered> {
    const prepared = prepareManifest(normaliseManifest(draft));
    if (Buffer.byteLength(prepared.canonical) > LIMITS.manifestBytes) {
      const message = `must be at most ${LIMITS.manifestBytes / 1_024} KiB in canonical JSON`;
      throw new DomainError('VALIDATION_FAILED', 'The manifest is too large.', {
        errors: [{ path: '', message }],
      });
    }
    const { id } = prepared.manifest;
    const { before, after } = await this.writer.change(
      scope,
      id,
      actor,
      (current, context) => {
        assertExpected(current, expectedDigest);
        return register(current, scope.tenant, prepared, context);
      },
      { confirmNoChange: true },
    );
    if (after === undefined) throw new Error('A registration left no record');
    const known = before !== undefined && !before.removed;
    const outcome = !known
      ? 'registered'
      : before.digest === after.digest
        ? 'unchanged'
        : 'updated';
    const lease = known
      ? await this.leaseKeeper.hear(after, true)
      : await this.leaseKeeper.begin(after);
    // A sweeper may have marked the server until the lease was renewed.
    const newest = await this.leaseKeeper.resume(after, actor);
    this.meter.count();
    // Not what somebody else registered meanwhile.
    return { outcome, record: newest?.digest === after.digest ? newest : after, lease };
  }

  /** Removes a server and leaves a tombstone; `SERVER_NOT_REGISTERED` when there is none. */
  async unregister(scope: Scope, id: string, actor: string): Promise<void> {
    await this.writer.change(scope, id, actor, (current, context) => {
      if (current === undefined || current.removed) throw notRegistered(id);
      return remove(current, 'unregistered', context);
    });
    // Who has registered again meanwhile keeps the new lease.
    if (this.catalog.of(scope).record(id)?.removed === true) {
      await this.leases.release({ ...scope, id });
    }
  }
}

function assertExpected(current: ServerRecord | undefined, expected: string | undefined): void {
  if (expected === undefined) return;
  const digest = current === undefined || current.removed ? undefined : current.digest;
  if (expected === '*' ? digest !== undefined : digest === expected) return;
  throw new DomainError(
    'PRECONDITION_FAILED',
    digest === undefined
      ? 'If-Match was sent, and the server is not registered.'
      : `The stored manifest has the digest ${digest}.`,
  );
}
