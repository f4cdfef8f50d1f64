import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import type { Clock } from '../../common/clock.js';
import { redisKey } from '../../redis/redis-key.js';
import type { RedisLink } from '../../redis/redis-link.js';
import { RedisUnavailable } from '../../redis/redis-unavailable.js';
import type { Script } from '../../redis/script.js';
import type { LeaseEvents } from '../lease-table.js';
import type { KeptHeartbeats } from './kept-heartbeats.js';
import { OPEN } from './lua/clock.lua.js';
import { KEY_NAMES } from './lua/prelude.lua.js';

/** A start waits this long for Redis; then the table opens itself when Redis is there. */
const START_WAITS_MS = 2_000;

const RETRY_AFTER_MS = 1_000;
const MAX_ATTEMPTS = 3;

const NO_EVENTS: LeaseEvents = { lost: () => undefined, returned: () => undefined };

/**
 * The table in Redis as this process sees it: opened at each return of the connection, and anew when it has vanished.
 * Until then no script runs on it.
 */
export class TableOpening {
  private readonly logger = new Logger('Leases');
  private readonly keys: readonly string[];
  private events = NO_EVENTS;
  private listening = false;
  /** Heartbeats may have been kept, so the table knows less than the replicas do. */
  private mayHaveKept = false;
  private open = false;
  /** It could not be opened on the last try, which was told. */
  private failing = false;
  private opening: Promise<void> | undefined;
  private epoch: string | undefined;
  private countedMs = 0;
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

  /** Resolves when the table is open, or after 2 s. */
  async start(countedMs: number, events: LeaseEvents): Promise<void> {
    this.countedMs = Math.max(this.countedMs, Math.floor(countedMs));
    this.events = events;
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
    throw new RedisUnavailable(this.link.describe());
  }

  /** What a tick says: lease time, and whose it is. */
  ticked(leaseMs: number, epoch: string): void {
    this.countedMs = Math.max(this.countedMs, leaseMs);
    if (epoch !== this.epoch) this.changeEpoch(epoch);
  }

  /** A table that is made anew gives only higher fences. */
  saw(fence: number | null): void {
    this.highestFence = Math.max(this.highestFence, fence ?? 0);
  }

  private listen(): void {
    if (this.listening) return;
    this.listening = true;
    this.link.onDown(() => {
      this.open = false;
      this.mayHaveKept = true;
    });
    this.link.onUp(() => void this.arrive());
    this.link.connect();
    if (this.link.reachable) void this.arrive();
  }

  private async arrive(): Promise<void> {
    try {
      const spare = this.mayHaveKept;
      const { made, epoch } = await this.openIn(spare);
      const isKnown = this.epoch === undefined || this.epoch === epoch;
      this.open = true;
      this.failing = false;
      this.firstOpening.resolve(undefined);
      if (spare || this.kept.size > 0) this.events.returned(this.kept.takeAll());
      if (!isKnown) this.changeEpoch(epoch);
      // Whoever starts compares anyway.
      else if (made && spare) this.events.lost();
      this.epoch = epoch;
    } catch (error) {
      // Else the next return of the connection comes here.
      if (!this.link.reachable) return;
      if (!this.failing) {
        this.logger.error({ msg: 'The leases in Redis can not be opened', err: error });
      }
      this.failing = true;
      this.clock.after(RETRY_AFTER_MS, () => {
        if (this.link.reachable && !this.open) void this.arrive();
      });
    }
  }

  /** The table has vanished under an open connection: nothing was kept, so nothing is spared. */
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
    this.logger.warn('The leases in Redis were lost; they start anew');
    this.events.lost();
  }

  private async openIn(spare: boolean): Promise<{ made: boolean; epoch: string }> {
    const args = [this.countedMs, this.highestFence, randomUUID(), spare ? 1 : 0].map(String);
    const reply = await this.link.run((client) => OPEN.run(client, this.keys, args));
    const [made, epoch, leaseMs] = reply as [number, string, string];
    this.countedMs = Math.max(this.countedMs, Number(leaseMs));
    return { made: made === 1, epoch };
  }
}

function ignoreOutage(error: unknown): void {
  if (!(error instanceof RedisUnavailable)) throw error;
}
