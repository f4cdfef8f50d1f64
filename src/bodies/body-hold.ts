import type { Budget } from '../limits/budget.js';
import { noRoom } from '../limits/hold.js';

/** What one body holds of the budget for body bytes until it is released. */
export class BodyHold {
  private amount = 0;

  /** `free` = so much is taken whether there is room or not. */
  constructor(
    private readonly budget: Budget,
    private readonly client: string,
    private readonly free: number,
  ) {}

  /**
   * Holds this much in place of what it held. A client's only body may be larger than its share: otherwise it could
   * never be sent.
   * @throws QUOTA_EXCEEDED when the client's share is used up, OVERLOADED when everything is
   */
  growTo(amount: number): void {
    const more = amount - this.amount;
    if (more <= 0) return;
    if (amount > this.free) {
      const refusal = this.budget.refusal(this.client, more);
      const isOnly = this.budget.usedBy(this.client) === this.amount;
      if (refusal === 'all' || (refusal === 'share' && !isOnly)) {
        throw noRoom(this.budget.name, refusal);
      }
    }
    this.budget.take(this.client, more);
    this.amount = amount;
  }

  /** Gives everything back; a second call does nothing. */
  release(): void {
    if (this.amount > 0) this.budget.give(this.client, this.amount);
    this.amount = 0;
  }
}
