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

  /** May come late: then it does not push out the one of a later window. */
  put(slot: SigningSlot, signature: string): void {
    const held = { slot, signature };
    const { ahead } = this;
    if (ahead !== undefined && slot.iat < ahead.slot.iat) {
      this.served = held;
      return;
    }
    // Nobody has read it yet, and it is what is served until the later one's time has come.
    if (ahead !== undefined && slot.iat > ahead.slot.iat) this.served = ahead;
    this.ahead = held;
  }

  /** All, the newest first. */
  get all(): HeldStatement[] {
    return [this.ahead, this.served].filter((held) => held !== undefined);
  }
}
