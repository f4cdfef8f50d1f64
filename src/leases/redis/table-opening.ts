import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import type { Clock } from '../../common/clock.js';
import { redisKey } from '../../redis/redis-key.js';
import type { RedisLink } from '../../redis/redis-link.js';
import { RedisUnavailable } from '../../redis/redis-unavailable.js';
import type { Script } from '../../redis/script.js';
import type { LeaseEvents } from '../lease-table.js';
import { warnOfEviction } from './eviction-warning.js';
import type { KeptHeartbeats } from './kept-heartbeats.js';
import { OPEN } from './lua/clock.lua.js';
import { KEY_NAMES } from './lua/prelude.lua.js';

/** A start waits this long for Redis; then the table opens itself when Redis is there. */
const START_WAITS_MS = 2_000;

const RETRY_AFTER_MS = 1_000;
const MAX_ATTEMPTS = 3;

const NO_EVENTS: LeaseEvents = { lost: () => undefined, returned: () => Promise.resolve() };

/** The table belongs to another store, which uses it now. */
class ForeignTable extends Error {}

interface Opening {
  readonly made: boolean;
  readonly epoch: string;
}

/**
 * The table in Redis as this process sees it: opened at each return of the connection, and once more when it has
 * vanished. Until then no script runs on it.
 */
export class TableOpening {
  private readonly logger = new Logger('Leases');
  private readonly keys: readonly string[];
  private events = NO_EVENTS;
  private owner = '';
  private listening = false;
  /** Heartbeats may have been kept, so the table knows less than the replicas do. */
  private mayHaveKept = false;
  private open = false;
  /** Heartbeats that were kept are being added to the table. */
  private adding = 0;
  /** It could not be opened on the last try, which was logged. */
  private failing = false;
  private opening: Promise<void> | undefined;
  private epoch: string | undefined;
  /** The run of Redis that the table was opened on; empty when Redis does not tell. */
  private runId = '';
  private countedMs = 0;
  /** Lease time when the table was lost. */
  private lostAtMs = 0;
  private highestFence = 0;
  private readonly firstOpening = Promise.withResolvers<undefined>();

  constructor(
    private readonly link: RedisLink,
    private readonly clock: Clock,
    private readonly kept: KeptHeartbeats,
    namespace: string,
  ) {
    this.keys = KEY_NAMES.map((name) => redisKey(namespace, name));
  }

  get isOpen(): boolean {
    return this.open;
  }

  /** Whether it is open and has every heartbeat that this process acknowledged. */
  get isComplete(): boolean {
    return this.open && this.adding === 0;
  }

  /** Names this table in this run of Redis; `null` while it is not open. */
  get identity(): string | null {
    return this.open && this.epoch !== undefined ? `${this.epoch}/${this.runId}` : null;
  }

  /** Resolves when the table is open, or after 2 s. */
  async start(countedMs: number, events: LeaseEvents, owner: string): Promise<void> {
    this.countedMs = Math.max(this.countedMs, Math.floor(countedMs));
    this.events = events;
    this.owner = owner;
    this.listen();
    if (this.open) await this.reopen().catch(ignoreOutage);
    const late = new Promise<void>((resolve) => this.clock.after(START_WAITS_MS, resolve));
    await Promise.race([this.firstOpening.promise, late]);
    this.mayHaveKept = true;
  }

  /** Runs a script on the table. @throws RedisUnavailable */
  async run(script: Script, args: readonly string[] = []): Promise<unknown[]> {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      if (!this.open) break;
      const reply = await this.link.run((client) => script.run(client, this.keys, args));
      if (Array.isArray(reply)) return reply as unknown[];
      await this.reopen();
    }
    throw new RedisUnavailable();
  }

  /** What a tick says: lease time, and whose it is. */
  ticked(leaseMs: number, epoch: string): void {
    this.countedMs = Math.max(this.countedMs, leaseMs);
    if (epoch !== this.epoch) this.changeEpoch(epoch);
  }

  /** A table that is made again gives only higher fences. */
  saw(fence: number | null): void {
    this.highestFence = Math.max(this.highestFence, fence ?? 0);
  }

  private listen(): void {
    if (this.listening) return;
    this.listening = true;
    this.link.onDown(() => {
      if (this.open) this.lostAtMs = this.countedMs;
      this.open = false;
      this.mayHaveKept = true;
    });
    this.link.onUp(() => void this.arrive());
    this.link.connect();
    if (this.link.reachable) void this.arrive();
  }

  private async arrive(): Promise<void> {
    try {
      const returns = this.mayHaveKept;
      const { made, epoch } = await this.openIn(returns);
      // The connection may have gone while the answer was on its way.
      if (!this.link.reachable) return;
      const isKnown = this.epoch === undefined || this.epoch === epoch;
      this.open = true;
      this.failing = false;
      this.firstOpening.resolve(undefined);
      if (returns || this.kept.size > 0) this.addKept();
      if (!isKnown) this.changeEpoch(epoch);
      // A replica that starts compares in any case.
      else if (made && returns) this.events.lost();
      this.epoch = epoch;
      void warnOfEviction(this.link, this.logger);
    } catch (error) {
      // Otherwise the next return of the connection comes here.
      if (this.link.reachable) this.tryAgain(error);
    }
  }

  private tryAgain(error: unknown): void {
    if (!this.failing) {
      const msg =
        error instanceof ForeignTable
          ? error.message
          : 'The leases in Redis can not be opened and will be tried again';
      this.logger.error({ msg, err: error });
    }
    this.failing = true;
    this.clock.after(RETRY_AFTER_MS, () => {
      if (this.link.reachable && !this.open) void this.arrive();
    });
  }

  private addKept(): void {
    this.adding += 1;
    const heard = this.kept.takeAll(this.lostAtMs, this.countedMs);
    void this.events.returned(heard).finally(() => {
      this.adding -= 1;
    });
  }

  /** The table has vanished under an open connection: nothing was kept, so nothing is made good. */
  private reopen(): Promise<void> {
    this.opening ??= this.openIn(false)
      .then(({ epoch }) => {
        if (epoch !== this.epoch) this.changeEpoch(epoch);
      })
      .finally(() => {
        this.opening = undefined;
      });
    return this.opening;
  }

  private changeEpoch(epoch: string): void {
    this.epoch = epoch;
    this.logger.warn('The leases in Redis were lost; they are made from the records');
    this.events.lost();
  }

  /** @throws ForeignTable */
  private async openIn(returns: boolean): Promise<Opening> {
    const mayMiss = this.kept.overflowed || (returns && this.runId === '') ? 1 : 0;
    const numbers = [this.countedMs, this.highestFence].map(String);
    const args = [...numbers, randomUUID(), String(mayMiss), this.owner];
    const reply = await this.link.run((client) => OPEN.run(client, this.keys, args));
    const [made, epoch, leaseMs, runId] = reply as [number, string, string, string];
    if (made === -1) {
      throw new ForeignTable(
        `The leases in Redis at ${this.link.describe()} are those of another database with the same name: give one of ` +
          'the two directories another database name, or another Redis',
      );
    }
    this.countedMs = Math.max(this.countedMs, Number(leaseMs));
    this.runId = runId;
    return { made: made === 1, epoch };
  }
}

function ignoreOutage(error: unknown): void {
  if (!(error instanceof RedisUnavailable)) throw error;
}
