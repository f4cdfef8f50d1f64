import { DomainError } from '../common/domain-error.js';
import type { Budget, NoRoom } from './budget.js';

const RETRY_AFTER_SECONDS = 5;

/** A part of a budget that one client holds until it is released. */
export class Hold {
  private amount = 0;

  constructor(
    private readonly budget: Budget,
    private readonly client: string,
  ) {}

  /**
   * Holds this much more.
   * @throws QUOTA_EXCEEDED when the client's share is used up, OVERLOADED when everything is
   */
  add(amount: number): this {
    const refusal = this.budget.refusal(this.client, amount);
    if (refusal !== undefined) throw noRoom(this.budget.name, refusal);
    this.budget.take(this.client, amount);
    this.amount += amount;
    return this;
  }

  /** Gives everything back; a second call does nothing. */
  release(): void {
    if (this.amount === 0) return;
    this.budget.give(this.client, this.amount);
    this.amount = 0;
  }
}

/** The error for a budget that has no room. */
export function noRoom(name: string, refusal: NoRoom): DomainError {
  const options = { retryAfterSeconds: RETRY_AFTER_SECONDS };
  return refusal === 'share'
    ? new DomainError('QUOTA_EXCEEDED', `This client uses all of its share of ${name}.`, options)
    : new DomainError('OVERLOADED', `All ${name} are in use; try again.`, options);
}
