import { Injectable } from '@nestjs/common';
import { Catalog } from '../catalog/catalog.service.js';
import { LeaseTable, type Claim } from '../leases/lease-table.js';
import type { RecordDraft, ServerRecord } from '../manifest/server-record.js';
import type { Liveness } from '../manifest/status.js';
import { ManifestStore, type CommitResult } from '../storage/manifest-store.js';
import { ownerOf } from './influence/owner-of.js';
import { LeaseComparison } from './keeping/lease-comparison.service.js';
import type { Verdict } from './preservation/preservation-rule.js';
import { RecordWriter } from '../records/record-writer.service.js';
import { UnstoredMarks } from './unstored-marks.service.js';

const ACTOR = 'sweeper';

/** Marks a server whose lease has run out, first in its record and then in its lease. */
@Injectable()
export class Marker {
  constructor(
    private readonly leases: LeaseTable,
    private readonly catalog: Catalog,
    private readonly store: ManifestStore,
    private readonly writer: RecordWriter,
    private readonly comparison: LeaseComparison,
    private readonly unstored: UnstoredMarks,
  ) {}

  /** Rejects when the mark was not stored, and so is only shown; the claim is given back then. */
  async mark(claim: Claim, verdict: Verdict): Promise<void> {
    try {
      const known = this.catalog.of(claim).record(claim.id);
      const current =
        phaseOf(known) === claim.phase ? known : await this.store.find(claim, claim.id);
      const phase = phaseOf(current);
      // Otherwise the lease takes the record's word: its mark may have been stored and not answered.
      if (current === undefined || phase !== claim.phase) await this.advance(claim, phase, verdict);
      else if (phase === 'live' && verdict.apart?.admits(ownerOf(current)) === false) {
        await this.leases.giveBack(claim);
      } else await this.markOne(claim, current, verdict);
    } catch (error) {
      await this.leases.giveBack(claim);
      throw error;
    }
  }

  private async markOne(claim: Claim, current: ServerRecord, verdict: Verdict): Promise<void> {
    const result = await this.tryToStore(current, claim);
    if (result.outcome === 'won') {
      const isHeld = await this.advance(claim, phaseOf(result.record), verdict);
      // A heartbeat came meanwhile, or the leases were lost: the two must not stay different.
      if (!isHeld) await this.comparison.compareOne(result.record);
      return;
    }
    // The record may have the fence of a clock that was ahead: later claims must be above it.
    if (result.fence !== undefined && result.fence >= claim.fence) {
      await this.leases.saw(result.fence);
    }
    await this.leases.giveBack(claim);
  }

  private async tryToStore(current: ServerRecord, claim: Claim): Promise<CommitResult> {
    let mark: RecordDraft | undefined;
    try {
      return await this.writer.mark(
        current,
        ACTOR,
        claim.fence,
        (record, context) => (mark = this.unstored.next(record, context, claim)),
      );
    } catch (error) {
      if (mark !== undefined) this.unstored.show(current, mark);
      throw error;
    }
  }

  private advance(claim: Claim, phase: Liveness | null, { countsFor }: Verdict): Promise<boolean> {
    return this.leases.advance(claim, phase, countsFor(claim.intervalSeconds));
  }
}

/** The phase that the record's lease is to be in; `null` = it has none. */
function phaseOf(record: ServerRecord | undefined): Liveness | null {
  return record === undefined || record.removed || record.intervalSeconds === 0
    ? null
    : record.liveness;
}
