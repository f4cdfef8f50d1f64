import { Injectable } from '@nestjs/common';
import { AppConfig } from '../config/app-config.js';
import { Budget, type BudgetView } from './budget.js';
import { Hold } from './hold.js';

/** What clients may hold at a time. The names are shown in `/servers/status` and in errors. */
export const BUDGETS = [
  'connections',
  'request body bytes',
  'answer bytes',
  'waiting writes bytes',
  'event streams',
  'stream buffer bytes',
  'long polls',
  'MCP sessions',
  'MCP subscription bytes',
  'watched searches',
] as const;
export type BudgetName = (typeof BUDGETS)[number];

/** All budgets of this process in one place: each limit, and what is used of it. */
@Injectable()
export class Budgets {
  private readonly budgets: ReadonlyMap<BudgetName, Budget>;

  constructor({ limits }: AppConfig) {
    this.budgets = new Map(
      BUDGETS.map((name) => {
        const most = limits.held[name];
        const share = Math.max(1, Math.ceil((most * limits.clientSharePercent) / 100));
        return [name, new Budget(name, { most, share })];
      }),
    );
  }

  of(name: BudgetName): Budget {
    const budget = this.budgets.get(name);
    if (budget === undefined) throw new Error(`There is no budget of ${name}`);
    return budget;
  }

  /**
   * Holds a part of a budget for a client until it is released.
   * @throws QUOTA_EXCEEDED when the client's share is used up, OVERLOADED when everything is
   */
  hold(name: BudgetName, client: string, amount: number): Hold {
    return new Hold(this.of(name), client).add(amount);
  }

  /** Each budget by its name. */
  view(): Record<BudgetName, BudgetView> {
    const views = [...this.budgets].map(([name, budget]) => [name, budget.view()]);
    return Object.fromEntries(views) as Record<BudgetName, BudgetView>;
  }
}
