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

/** What is to be signed yet. With many servers a list of all of it would be made again every second. */
interface Missing {
  readonly slot: SigningSlot | undefined;
  readonly count: number;
  /** As many as one run signs. */
  readonly first: readonly CatalogEntry[];
}

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
      for (const { before } of changes) if (before !== undefined) statements.forget(before);
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
      const current = this.signer.current();
      const now = this.missing(current);
      await this.sign(now, MOST_AT_ONCE);
      // Something changes all the time: that must not keep the next window waiting.
      const left = MOST_AT_ONCE - now.count;
      if (left <= 0) return;
      const later = this.missing(this.signer.next(), current);
      await this.sign(later, Math.min(left, Math.ceil(later.count / this.runsLeft())));
    } finally {
      this.isRunning = false;
    }
  }

  /** With `after`, of those that are signed in that slot. */
  private missing(slot: SigningSlot | undefined, after?: SigningSlot): Missing {
    const first: CatalogEntry[] = [];
    if (slot === undefined) return { slot, count: 0, first };
    let count = 0;
    for (const scope of this.catalog.scopes()) {
      for (const entry of this.catalog.of(scope).all()) {
        const { statements } = entry;
        if (statements.get(slot) !== undefined) continue;
        if (after !== undefined && statements.get(after) === undefined) continue;
        count += 1;
        if (count <= MOST_AT_ONCE) first.push(entry);
      }
    }
    return { slot, count, first };
  }

  private async sign({ slot, first }: Missing, most: number): Promise<void> {
    if (slot === undefined) return;
    const slice = new TimeSlice(this.clock);
    for (const entry of first.slice(0, most)) {
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
