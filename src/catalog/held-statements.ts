import type { SigningSlot } from '../signing/signing-slot.js';

/** A signature of an entry's statement. */
export interface HeldStatement {
  readonly slot: SigningSlot;
  readonly signature: string;
  /** As a member of the entry's `directory` object; made when it is first read. */
  member?: string;
}

/** The statements of one entry: the newest of those that were served, and one that was signed ahead. */
export class HeldStatements {
  private served: HeldStatement | undefined;
  private ahead: HeldStatement | undefined;

  get(slot: SigningSlot): HeldStatement | undefined {
    if (this.served?.slot === slot) return this.served;
    return this.ahead?.slot === slot ? this.ahead : undefined;
  }

  /** The same, to be served: what came before it is forgotten. */
  take(slot: SigningSlot): HeldStatement | undefined {
    if (this.ahead?.slot === slot) {
      this.served = this.ahead;
      this.ahead = undefined;
    }
    return this.served?.slot === slot ? this.served : undefined;
  }

  put(slot: SigningSlot, signature: string): void {
    this.ahead = { slot, signature };
  }

  /** What was served last, whatever its window. */
  get last(): HeldStatement | undefined {
    return this.served;
  }
}
