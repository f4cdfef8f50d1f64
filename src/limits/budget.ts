import { LOCAL_CLIENT } from '../common/client-key.js';

/** How much there is of something, in its own unit. */
export interface BudgetLimits {
  /** For all clients together. */
  readonly most: number;
  /** For one client; programs on the same machine may use all of it. */
  readonly share: number;
}

/** Why there is no room: the client has used up its share, or all clients together everything. */
export type NoRoom = 'share' | 'all';

/** What a budget looks like from outside. */
export interface BudgetView {
  readonly used: number;
  readonly most: number;
  readonly clients: number;
}

/** Counts what clients hold at a time (bytes, streams, connections), each and all together. */
export class Budget {
  private readonly held = new Map<string, number>();
  private total = 0;

  constructor(
    readonly name: string,
    readonly limits: BudgetLimits,
  ) {}

  /** What is held by all clients together. */
  get used(): number {
    return this.total;
  }

  /** What one client holds. */
  usedBy(client: string): number {
    return this.held.get(client) ?? 0;
  }

  /** Why a client cannot have this much more; `undefined` = it can. */
  refusal(client: string, amount: number): NoRoom | undefined {
    if (this.total + amount > this.limits.most) return 'all';
    const share = client === LOCAL_CLIENT ? this.limits.most : this.limits.share;
    return this.usedBy(client) + amount > share ? 'share' : undefined;
  }

  /** Gives a client this much, whether there is room or not; to be returned by {@link Budget.give}. */
  take(client: string, amount: number): void {
    if (amount === 0) return;
    this.total += amount;
    this.held.set(client, this.usedBy(client) + amount);
  }

  /** Takes back what a client held. */
  give(client: string, amount: number): void {
    this.total -= amount;
    const left = this.usedBy(client) - amount;
    if (left > 0) this.held.set(client, left);
    else this.held.delete(client);
  }

  view(): BudgetView {
    return { used: this.total, most: this.limits.most, clients: this.held.size };
  }
}
