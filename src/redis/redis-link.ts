import { Logger } from '@nestjs/common';
import { Redis } from 'ioredis';
import type { Cancel, Clock } from '../common/clock.js';
import { redisFaultOf, type RedisFault } from './redis-fault.js';
import { parseRedisUrl, reconnectPause, type RedisTarget } from './redis-options.js';
import { isAnswer, mustReconnect } from './redis-replies.js';
import { RedisUnavailable } from './redis-unavailable.js';

const COMMAND_DEADLINE_MS = 500;
const PROBE_EVERY_MS = 200;

/** A connection over which nothing has come for this long, though something should have, is made again. */
const SILENCE_MS = 1_500;

const CONNECT_TIMEOUT_MS = 1_500;
const PROBE_KEY = 'omega-directory:probe';

type Listener = () => void;

/**
 * The connection for commands. When one is not answered within 500 ms, or the connection is lost, Redis counts as
 * unreachable: all calls, those under way too, are refused at once, until a probe is answered again. It is reached only
 * when it has confirmed the database: a connection whose SELECT failed writes into somebody else's.
 */
export class RedisLink {
  private readonly logger = new Logger('Redis');
  private readonly client: Redis;
  private readonly target: RedisTarget;
  private readonly upListeners: Listener[] = [];
  private readonly downListeners: Listener[] = [];
  /** Refuse the calls that are under way. */
  private readonly refusals = new Set<Listener>();
  private up = false;
  private fault: RedisFault = 'does not answer';
  /** Connections that were made so far. */
  private connections = 0;
  /** The one that has confirmed the database. */
  private selected = -1;
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
    this.target = parseRedisUrl(url);
    this.client = new Redis({
      ...this.target.options,
      lazyConnect: true,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      autoResendUnfulfilledCommands: false,
      disableClientInfo: true,
      connectTimeout: CONNECT_TIMEOUT_MS,
      disconnectTimeout: 100,
      sentinelCommandTimeout: COMMAND_DEADLINE_MS,
      retryStrategy: reconnectPause,
      // A master that was replaced goes on for seconds as if nothing had happened.
      failoverDetector: true,
      sentinelRetryStrategy: reconnectPause,
    });
    this.client.on('ready', () => {
      this.askedAt = undefined;
      void this.probe();
    });
    this.client.on('close', () => {
      this.askedAt = undefined;
      this.connections += 1;
      this.lose('the connection was closed');
    });
    this.client.on('error', (error: Error) => {
      this.tell(reason(error));
    });
  }

  get reachable(): boolean {
    return this.up;
  }

  /** Why Redis can't be used; `null` while it can. */
  get outage(): RedisFault | null {
    return this.up ? null : this.fault;
  }

  /** Where Redis is, without user and password. */
  describe(): string {
    return this.target.address;
  }

  /** Begins to connect, once; the listeners are called with the outcome. */
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
    this.logger.log(`Redis at ${this.target.address} is reached`);
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

  /** Once for each loss, and once more when it turns out to be a refusal. */
  private tell(fault: string): void {
    if (this.up || this.closed) return;
    this.fault = redisFaultOf(fault);
    const refused = this.fault !== 'does not answer';
    const message = `Redis at ${this.target.address} ${refused ? this.fault : "can't be reached"}`;
    if (this.told === message || (this.told !== '' && !refused)) return;
    this.told = message;
    if (refused) this.logger.error(`${message}: ${fault}`);
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
      await this.select();
      await this.client.set(PROBE_KEY, '', 'PX', PROBE_EVERY_MS);
      this.rise();
    } catch (error) {
      this.tell(reason(error));
      if (mustReconnect(reason(error))) this.client.disconnect(true);
    } finally {
      this.askedAt = undefined;
    }
  }

  /** Once for each connection: it begins in database 0. */
  private async select(): Promise<void> {
    const { connections } = this;
    if (this.target.db === 0 || this.selected === connections) return;
    // Not `select`: the client itself repeats that later, and a refusal would then be nobody's.
    await this.client.call('SELECT', this.target.db);
    if (connections !== this.connections) throw new Error('the connection was closed');
    this.selected = connections;
  }
}

/** Never the error itself: it may hold what was sent to log in. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // Several addresses that all failed make an error without a message.
  return error.message || String((error as NodeJS.ErrnoException).code);
}
