import { Coalescer } from '../../common/coalescer.js';
import { recordKey } from '../../manifest/record-key.js';
import type { LeaseKey } from '../lease-table.js';
import { CONFIRM, CORRECT, FIND, GRANT, NOTE, RELEASE, RENEW, RESTORE } from './lua/holders.lua.js';
import { ADVANCE } from './lua/sweep.lua.js';
import type { TableOpening } from './table-opening.js';

/** What one script call does at most, so that it holds up nobody else at the Redis. */
export const BATCH = 500;

const SCRIPTS = {
  renewals: RENEW,
  grants: GRANT,
  restores: RESTORE,
  corrections: CORRECT,
  confirmations: CONFIRM,
  notes: NOTE,
  releases: RELEASE,
  finds: FIND,
  advances: ADVANCE,
} as const;

/** The arguments that a script gets for one lease. */
type Item = readonly string[];

/** The scripts that work on single leases. What several callers ask at once goes in one script call. */
export class LeaseCalls {
  private readonly batches: Readonly<Record<keyof typeof SCRIPTS, Coalescer<Item, unknown>>>;

  constructor(table: TableOpening) {
    const batches = Object.entries(SCRIPTS).map(([name, script]) => [
      name,
      new Coalescer<Item, unknown>((items) => table.run(script, items.flat()), {
        batchSize: BATCH,
        parallel: 2,
      }),
    ]);
    this.batches = Object.fromEntries(batches) as LeaseCalls['batches'];
  }

  /** What a script answers for one lease. @throws RedisUnavailable */
  ask(name: keyof typeof SCRIPTS, key: LeaseKey, ...args: string[]): Promise<unknown> {
    const item = [recordKey(key), ...args];
    return this.batches[name].ask(item, item.join('|'));
  }
}
