import type { Budget } from '../budget.js';
import { noRoom } from '../hold.js';

/** A part of a budget for something that many clients use: one of them at a time is charged for it. */
export class SharedHold {
  /** Clients that use it, with how often; the first one is charged. */
  private readonly users = new Map<string, number>();

  constructor(
    private readonly budget: Budget,
    private readonly amount: number,
  ) {}

  /**
   * One more use of it by a client.
   * @throws QUOTA_EXCEEDED, OVERLOADED when nobody uses it yet and there is no room for it
   */
  join(client: string): void {
    if (this.users.size === 0) {
      const refusal = this.budget.refusal(client, this.amount);
      if (refusal !== undefined) throw noRoom(this.budget.name, refusal);
      this.budget.take(client, this.amount);
    }
    this.users.set(client, (this.users.get(client) ?? 0) + 1);
  }

  /** One use less. */
  leave(client: string): void {
    const [charged] = this.users.keys();
    const left = (this.users.get(client) ?? 0) - 1;
    if (left > 0) {
      this.users.set(client, left);
      return;
    }
    this.users.delete(client);
    if (client !== charged) return;
    this.budget.give(client, this.amount);
    const [next] = this.users.keys();
    if (next !== undefined) this.budget.take(next, this.amount);
  }
}
