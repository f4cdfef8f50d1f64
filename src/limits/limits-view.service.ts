import { Injectable } from '@nestjs/common';
import { Budgets } from './budgets.service.js';
import type { QuotaView } from './quota.js';

/** From this part of a limit on, operators should know. */
const NEARLY_ALL = 0.9;

type Shown = readonly [string, QuotaView];

/** All that is limited, in one place: what clients hold at a time, and what others add. */
@Injectable()
export class LimitsView {
  private readonly added = new Map<string, () => QuotaView>();

  constructor(private readonly budgets: Budgets) {}

  /** Shows a further limit under this name; one of the same name is replaced. */
  add(name: string, view: () => QuotaView): void {
    this.added.set(name, view);
  }

  /** Each limit by its name in snake_case. */
  all(): Record<string, QuotaView> {
    const held = Object.entries(this.budgets.view()).map(([name, { used, most }]): Shown => {
      return [name, { used, limit: most }];
    });
    const added = [...this.added].map(([name, view]): Shown => [name, view()]);
    return Object.fromEntries(
      [...added, ...held].map(([name, view]) => [name.toLowerCase().replaceAll(' ', '_'), view]),
    );
  }

  /** Names of the limits of which nine tenths or more are used. */
  scarce(): string[] {
    return Object.entries(this.all())
      .filter(([, { used, limit }]) => used >= limit * NEARLY_ALL)
      .map(([name]) => name);
  }
}
