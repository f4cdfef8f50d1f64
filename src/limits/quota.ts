import { LOCAL_CLIENT } from '../common/client-key.js';
import { DomainError } from '../common/domain-error.js';
import type { BudgetLimits } from './budget.js';

/** What is stored of something, in all and of one client. */
export interface StoredUse {
  all(): number;
  of(client: string): number;
}

/** What a quota looks like from outside. */
export interface QuotaView {
  readonly used: number;
  readonly limit: number;
}

/** Clients whose servers may use everything: programs on the same machine, and clients that are not known. */
const UNSHARED: ReadonlySet<string> = new Set([LOCAL_CLIENT, '']);

/** A limit of something that is stored. What is on its way into the store counts, so that many at once stay below it. */
export class Quota {
  private readonly underWay = new Map<string, number>();
  private allUnderWay = 0;

  constructor(
    readonly name: string,
    private readonly limits: BudgetLimits,
    private readonly stored: StoredUse,
  ) {}

  /** Why this much more may not be stored for a client; `undefined` = it may. Less is always allowed. */
  refusal(client: string, amount: number): DomainError | undefined {
    if (amount <= 0) return undefined;
    const { most, share } = this.limits;
    const all = this.stored.all() + this.allUnderWay;
    if (all + amount > most) {
      const detail = `All clients together use ${all} of ${most} ${this.name}; this needs ${amount} more.`;
      return new DomainError('CAPACITY_EXCEEDED', detail);
    }
    const own = this.stored.of(client) + (this.underWay.get(client) ?? 0);
    if (UNSHARED.has(client) || own + amount <= share) return undefined;
    const detail = `The servers of this client use ${own} of its ${share} ${this.name}; this needs ${amount} more.`;
    return new DomainError('QUOTA_EXCEEDED', detail);
  }

  /** Counts what is on its way into the store (or, with less than 0, has arrived). */
  reserve(client: string, amount: number): void {
    const own = (this.underWay.get(client) ?? 0) + amount;
    if (own > 0) this.underWay.set(client, own);
    else this.underWay.delete(client);
    this.allUnderWay += amount;
  }

  view(): QuotaView {
    return { used: this.stored.all(), limit: this.limits.most };
  }
}
