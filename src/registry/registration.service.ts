import { Injectable, Logger } from '@nestjs/common';
import { Catalog } from '../catalog/catalog.service.js';
import type { Caller } from '../common/http/caller.js';
import { LeaseTable, type Lease } from '../leases/lease-table.js';
import type { ChangeContext } from '../manifest/change-context.js';
import { register, remove } from '../manifest/lifecycle.js';
import type { ManifestDraft } from '../manifest/manifest.js';
import { signerOf } from '../manifest/member-key.js';
import { normaliseManifest } from '../manifest/normalise-manifest.js';
import { prepareManifest } from '../manifest/prepared-manifest.js';
import type { Scope } from '../manifest/scope.js';
import type { ServerRecord } from '../manifest/server-record.js';
import { HeartbeatMeter } from '../liveness/heartbeat-meter.service.js';
import { LeaseKeeper } from '../liveness/keeping/lease-keeper.service.js';
import { signedChange, UNSIGNED } from '../identity/member-proof.js';
import { notRegistered } from './not-registered.js';
import { Admission } from './quotas/admission.service.js';
import { type RegistrationNote, registrationNotes } from './registration-notes.js';
import { ANYTHING, assertExpected, type Precondition } from './preconditions/precondition.js';
import { type Decide, RecordWriter } from '../records/record-writer.service.js';

/** What a registration did. */
export interface Registered {
  readonly outcome: 'registered' | 'updated' | 'unchanged';
  readonly record: ServerRecord;
  readonly lease: Lease | null;
  readonly notes: readonly RegistrationNote[];
  /** How many terms of the manifest text search knows, if it has more; `undefined` = all. */
  readonly termsOfCutShort: number | undefined;
}

/** Registers and unregisters servers. */
@Injectable()
export class RegistrationService {
  private readonly logger = new Logger('Registration');

  constructor(
    private readonly writer: RecordWriter,
    private readonly leaseKeeper: LeaseKeeper,
    private readonly leases: LeaseTable,
    private readonly catalog: Catalog,
    private readonly meter: HeartbeatMeter,
    private readonly admission: Admission,
  ) {}

  /**
   * Registers a valid manifest, if there is room for it and what is registered is what is `expected`, else
   * `PRECONDITION_FAILED`. A member with a key proves that it has it.
   */
  async register(
    scope: Scope,
    draft: ManifestDraft,
    { actor, client }: Caller,
    expected = ANYTHING,
    proof = UNSIGNED,
  ): Promise<Registered> {
    const prepared = prepareManifest(normaliseManifest(draft));
    this.admission.assertSize(prepared.canonical);
    const { id } = prepared.manifest;
    const decide = (current: ServerRecord | undefined, context: ChangeContext) => {
      assertExpected(current, expected);
      const signer = signerOf(current, prepared.manifest);
      this.admission.assertMayPin(current, prepared.manifest, client);
      const draft = register(current, scope.tenant, prepared, context, client);
      if (signer !== null) {
        const change = signedChange({ ...scope, id }, current, draft !== undefined);
        proof.assertSignedBy(signer, change);
      }
      return draft;
    };
    const { before, after } = await proof.during(() =>
      this.admission.during(scope, client, (room) =>
        this.writer.change(
          scope,
          id,
          actor,
          (current, context) => {
            const draft = decide(current, context);
            room.hold(current, draft);
            return draft;
          },
          { confirmNoChange: true },
        ),
      ),
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
    await this.leaseKeeper.note(newest ?? after);
    this.meter.count();
    const notes = registrationNotes(draft, this.catalog.of(scope).lookAlikes);
    if (notes.length > 0 && outcome !== 'unchanged') {
      this.logger.log({ msg: `Server ${id} was ${outcome}, with notes`, id, notes });
    }
    // Not what somebody else registered meanwhile.
    const record = newest?.digest === after.digest ? newest : after;
    const termsOfCutShort = this.catalog.of(scope).termsOfCutShort(record);
    return { outcome, record, lease, notes, termsOfCutShort };
  }

  /**
   * Removes a server and leaves a tombstone; `SERVER_NOT_REGISTERED` when there is none, `PRECONDITION_FAILED` when it is not the
   * one that is `expected`.
   */
  async unregister(
    scope: Scope,
    id: string,
    actor: string,
    proof = UNSIGNED,
    expected: Precondition = ANYTHING,
  ): Promise<void> {
    const decide: Decide = (current, context) => {
      if (current === undefined || current.removed) throw notRegistered(id);
      assertExpected(current, expected);
      if (current.memberKey !== null) {
        proof.assertSignedBy(current.memberKey, signedChange(current, current, true));
      }
      return remove(current, 'unregistered', context);
    };
    await proof.during(() => this.writer.change(scope, id, actor, decide));
    // A server that has registered again meanwhile keeps the new lease.
    if (this.catalog.of(scope).isRemoved(id)) {
      await this.leases.release({ ...scope, id });
    }
  }
}
