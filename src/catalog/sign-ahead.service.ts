import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Clock } from '../common/clock.js';
import { TimeSlice } from '../common/time-slice.js';
import { nextWindowStart } from '../signing/signing-window.js';
import type { SigningSlot } from '../signing/signing-slot.js';
import { StatementSigner } from '../signing/statement-signer.service.js';
import { Catalog } from './catalog.service.js';
import type { CatalogEntry } from './catalog-entry.js';
import { Statements } from './statements.service.js';

const EVERY_MS = 1_000;

/** Signatures of one run: some 150 ms of a processor's second. */
const MOST_AT_ONCE = 2_000;

/** The next window's statements are ready so long before it begins. */
const READY_MS = 60_000;

/** Signs what readers will ask for: this window's statements first, and the next one's evenly over the time until then. */
@Injectable()
export class SignAhead {
  private isRunning = false;

  constructor(
    private readonly catalog: Catalog,
    private readonly statements: Statements,
    private readonly signer: StatementSigner,
    private readonly clock: Clock,
  ) {
    // What comes from a KMS takes a while: it is asked before anybody reads.
    catalog.onChange(({ changes }) => {
      const slot = signer.current();
      if (slot === undefined || slot.signer.isAtHand) return;
      for (const { after } of changes) if (after !== undefined) statements.prepare(after, slot);
    });
  }

  @Interval('sign-ahead', EVERY_MS)
  async run(): Promise<void> {
    if (this.isRunning) return;
    this.isRunning = true;
    try {
      const missing = this.missing(this.signer.current());
      await this.sign(missing, MOST_AT_ONCE);
      if (missing.length === 0) {
        const later = this.missing(this.signer.next());
        await this.sign(later, Math.ceil(later.length / this.runsLeft()));
      }
    } finally {
      this.isRunning = false;
    }
  }

  private missing(slot: SigningSlot | undefined): [CatalogEntry, SigningSlot][] {
    const found: [CatalogEntry, SigningSlot][] = [];
    if (slot === undefined) return found;
    for (const scope of this.catalog.scopes()) {
      for (const entry of this.catalog.of(scope).all()) {
        if (entry.statements.get(slot) === undefined) found.push([entry, slot]);
      }
    }
    return found;
  }

  private async sign(entries: readonly [CatalogEntry, SigningSlot][], most: number): Promise<void> {
    const slice = new TimeSlice(this.clock);
    for (const [entry, slot] of entries.slice(0, Math.min(most, MOST_AT_ONCE))) {
      await slice.pause();
      this.statements.prepare(entry, slot);
    }
  }

  private runsLeft(): number {
    const now = this.clock.now();
    const leftMs = nextWindowStart(now + 1) - now - READY_MS;
    return Math.max(1, Math.floor(leftMs / EVERY_MS));
  }
}
