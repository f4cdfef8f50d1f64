import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { DomainError } from '../common/domain-error.js';
import type { SigningSlot } from '../signing/signing-slot.js';
import { StatementSigner } from '../signing/statement-signer.service.js';
import type { HeldStatement } from './held-statements.js';
import { factsOf, type StatementSubject } from './statement-subject.js';

const SIGNED_AT_ONCE = 16;

/** A failed backend is asked again after so long. */
const PAUSE_MS = 1_000;

/** Pages that were rendered without statements are rendered again at most so often. */
const NOTICE_MS = 50;

/** The statements of the catalog's entries. Where the key is not in this process they come a little later. */
@Injectable()
export class Statements {
  private readonly wanted = new Map<StatementSubject, SigningSlot>();
  private readonly underWay = new Set<StatementSubject>();
  private retryAt = -Infinity;
  private arrivals = 0;
  private isNoticed = true;
  /** Why the last signature did not come; `null` = it came. */
  fault: string | null = null;

  constructor(
    private readonly signer: StatementSigner,
    private readonly clock: Clock,
  ) {}

  /** What every rendered entry depends on: `''` while nothing can be signed. */
  get stamp(): string {
    return this.signer.current()?.stamp ?? '';
  }

  /** Another one when entries are to be rendered again. */
  get version(): string {
    return `${this.signer.state}.${this.arrivals}`;
  }

  /** How many entries wait for their signatures. */
  get waiting(): number {
    return this.wanted.size + this.underWay.size;
  }

  /** The member of the entry's `directory` object that proves it, with a comma before it. */
  member(entry: StatementSubject): string {
    if (!this.signer.isOn) return '';
    const held = this.servable(entry);
    if (held === undefined) return ',"signing":"unavailable"';
    return (held.member ??= `,"jws":${JSON.stringify({
      ...this.signer.unsigned(held.slot, factsOf(entry)),
      signature: held.signature,
    })}`);
  }

  /** Tells an entry whose statement is not the current one from others: `''` when it is. */
  mark(entry: StatementSubject): string {
    if (!this.signer.isOn) return '';
    const held = this.servable(entry);
    if (held === undefined) return '-';
    return held.slot === this.signer.current() ? '' : held.slot.stamp;
  }

  /** Signs where the key is at hand, else sees to it that it is signed soon; nothing when it is. */
  prepare(entry: StatementSubject, slot: SigningSlot): void {
    if (entry.statements.get(slot) !== undefined) return;
    const signature = this.signer.signNow(slot, factsOf(entry));
    if (signature !== undefined) {
      entry.statements.put(slot, signature);
      return;
    }
    if (this.underWay.has(entry) || this.clock.monotonic() < this.retryAt) return;
    this.wanted.set(entry, slot);
    this.work();
  }

  /** Nobody asks for this entry's statement any more. */
  forget(entry: StatementSubject): void {
    this.wanted.delete(entry);
  }

  private servable(entry: StatementSubject): HeldStatement | undefined {
    const slot = this.signer.current();
    if (slot !== undefined) {
      this.prepare(entry, slot);
      const held = entry.statements.take(slot);
      if (held !== undefined) return held;
    }
    return entry.statements.all.find((held) => this.signer.isServable(held.slot));
  }

  private work(): void {
    for (const [entry, slot] of this.wanted) {
      if (this.underWay.size >= SIGNED_AT_ONCE) return;
      this.wanted.delete(entry);
      this.underWay.add(entry);
      void this.signOne(entry, slot).finally(() => {
        this.underWay.delete(entry);
        this.work();
      });
    }
  }

  private async signOne(entry: StatementSubject, slot: SigningSlot): Promise<void> {
    try {
      const signature = await this.signer.signLater(slot, factsOf(entry));
      entry.statements.put(slot, signature);
      this.fault = null;
      // Nobody has been served without what is signed ahead.
      if (slot === this.signer.current()) this.notice();
    } catch (error) {
      // A later reader of the entry asks again.
      this.fault = error instanceof DomainError ? error.detail : 'a signature was not made';
      this.wanted.clear();
      this.retryAt = this.clock.monotonic() + PAUSE_MS;
    }
  }

  private notice(): void {
    if (!this.isNoticed) return;
    this.isNoticed = false;
    this.clock.after(NOTICE_MS, () => {
      this.isNoticed = true;
      this.arrivals += 1;
    });
  }
}
