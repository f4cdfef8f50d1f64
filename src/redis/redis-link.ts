import { Logger } from '@nestjs/common';
import { Redis } from 'ioredis';
import type { Cancel, Clock } from '../common/clock.js';
import { parseRedisUrl } from './redis-options.js';
import { isAnswer, mustReconnect } from './redis-replies.js';
import { RedisUnavailable } from './redis-unavailable.js';

const COMMAND_DEADLINE_MS = 500;
const PROBE_EVERY_MS = 200;

/** A connection over which nothing has come for this long, though something should have, is made anew. */
const SILENCE_MS = 1_500;

const CONNECT_TIMEOUT_MS = 1_500;
const LONGEST_RECONNECT_PAUSE_MS = 500;
const PROBE_KEY = 'omega-directory:probe';

type Listener = () => void;

/**
 * The connection for commands. When one is not answered within 500 ms, or the connection is lost, Redis counts as
 * unreachable: all calls, those under way too, are refused at once, until a probe is answered again.
 */
export class RedisLink {
  private readonly logger = new Logger('Redis');
  private readonly client: Redis;
  private readonly address: string;
  private readonly upListeners: Listener[] = [];
  private readonly downListeners: Listener[] = [];
  /** Refuse the calls that are under way. */
  private readonly refusals = new Set<Listener>();
  private up = false;
  private started = false;
  private closed = false;
  /** Since when an answer is waited for: monotonic ms. */
  private askedAt: number | undefined;
  private cancelProbe: Cancel = () => undefined;
  private told = '';

  /**
   * Connects only when {@link connect} is called.
   * @throws Error when the URL is malformed; does not show it
   */
  constructor(
    url: string,
    private readonly clock: Clock,
  ) {
    const { options, address } = parseRedisUrl(url);
    this.address = address;
    this.client = new Redis({
      ...options,
      lazyConnect: true,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      autoResendUnfulfilledCommands: false,
      disableClientInfo: true,
      connectTimeout: CONNECT_TIMEOUT_MS,
      disconnectTimeout: 100,
      sentinelCommandTimeout: COMMAND_DEADLINE_MS,
      retryStrategy: pause,
      // A master that was replaced goes on for seconds as if nothing had happened.
      failoverDetector: true,
      sentinelRetryStrategy: pause,
    });
    this.client.on('ready', () => {
      this.askedAt = undefined;
      void this.probe();
    });
    this.client.on('close', () => {
      this.askedAt = undefined;
      this.lose('the connection was closed');
    });
    this.client.on('error', (error: Error) => {
      this.tell(reason(error));
    });
  }

  get reachable(): boolean {
    return this.up;
  }

  /** Where Redis is, without user and password. */
  describe(): string {
    return this.address;
  }

  /** Begins to connect, once; what comes of it is told to the listeners. */
  connect(): void {
    if (this.started) return;
    this.started = true;
    // The outcome comes as events.
    this.client.connect().catch(() => undefined);
    this.watch();
  }

  /** Calls back each time Redis can be reached again, the first time too. */
  onUp(listener: Listener): void {
    this.upListeners.push(listener);
  }

  /** Calls back each time Redis can't be reached any more, before the calls under way are refused. */
  onDown(listener: Listener): void {
    this.downListeners.push(listener);
  }

  /**
   * Does `work` on the connection.
   * @throws RedisUnavailable after 500 ms at the latest
   * @throws Error that Redis answered: the command is wrong
   */
  run<T>(work: (client: Redis) => Promise<T>): Promise<T> {
    if (!this.up) return Promise.reject(new RedisUnavailable());
    return new Promise<T>((resolve, reject) => {
      const refuse = (): void => {
        settle();
        reject(new RedisUnavailable());
      };
      const cancel = this.clock.after(COMMAND_DEADLINE_MS, () => {
        // A process that was busy or stopped itself first reads what has arrived meanwhile.
        setImmediate(() => {
          if (this.refusals.has(refuse)) this.lose('no answer within 0.5 s');
        });
      });
      const settle = (): void => {
        cancel();
        this.refusals.delete(refuse);
      };
      this.refusals.add(refuse);
      work(this.client).then(
        (value) => {
          settle();
          resolve(value);
        },
        (error: unknown) => {
          if (!this.refusals.has(refuse)) return;
          if (isAnswer(error)) {
            settle();
            reject(error);
          } else this.lose(reason(error));
        },
      );
    });
  }

  /** Resolves when Redis answers. @throws RedisUnavailable */
  async ping(): Promise<void> {
    await this.run((client) => client.ping());
  }

  /** Ends the connection for good. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.lose('closed');
    this.cancelProbe();
    this.client.disconnect();
  }

  private rise(): void {
    if (this.up || this.closed) return;
    this.up = true;
    this.told = '';
    this.logger.log(`Redis at ${this.address} is reached`);
    for (const listener of this.upListeners) listener();
  }

  private lose(fault: string): void {
    if (!this.up) return;
    this.up = false;
    if (!this.closed) this.tell(fault);
    for (const listener of this.downListeners) listener();
    for (const refuse of this.refusals) refuse();
    if (mustReconnect(fault)) this.client.disconnect(true);
    this.watch();
  }

  /** Once for each loss, and once more when it turns out to be the password. */
  private tell(fault: string): void {
    if (this.up || this.closed) return;
    const refused = /\b(WRONGPASS|NOAUTH|invalid password)\b/.test(fault);
    const message = refused
      ? `Redis at ${this.address} refuses the password of REDIS_URL`
      : `Redis at ${this.address} can't be reached`;
    if (this.told === message || (this.told !== '' && !refused)) return;
    this.told = message;
    if (refused) this.logger.error(message);
    else this.logger.warn(`${message}: ${fault}`);
  }

  private watch(): void {
    if (this.up || this.closed) return;
    if (this.client.status === 'end') this.client.connect().catch(() => undefined);
    void this.probe();
    this.cancelProbe();
    this.cancelProbe = this.clock.after(PROBE_EVERY_MS, () => {
      this.watch();
    });
  }

  /** Writes, as those who use the connection do: a Redis that only reads is as good as none. */
  private async probe(): Promise<void> {
    const now = this.clock.monotonic();
    const { status } = this.client;
    const waiting = this.askedAt !== undefined || status === 'connect';
    if (waiting) {
      this.askedAt ??= now;
      if (now - this.askedAt > SILENCE_MS) this.client.disconnect(true);
      return;
    }
    if (status !== 'ready') return;
    this.askedAt = now;
    try {
      await this.client.set(PROBE_KEY, '', 'PX', PROBE_EVERY_MS);
      this.rise();
    } catch (error) {
      this.tell(reason(error));
      if (mustReconnect(reason(error))) this.client.disconnect(true);
    } finally {
      this.askedAt = undefined;
    }
  }
}

function pause(attempt: number): number {
  return Math.min(attempt * 50, LONGEST_RECONNECT_PAUSE_MS);
}

/** Never the error itself: it may hold what was sent to log in. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // Several addresses that all failed make an error without a message.
  return error.message || String((error as NodeJS.ErrnoException).code);
}
