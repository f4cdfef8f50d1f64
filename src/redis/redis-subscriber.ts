import { Redis } from 'ioredis';
import { parseRedisUrl, reconnectPause } from './redis-options.js';

const KEEP_ALIVE_MS = 1_000;

/** The events that a subscriber gets. */
export interface SubscriberListener {
  readonly message: (text: string) => void;
  /** Listening begins, at first or again: what was sent before was not heard. */
  readonly listening: () => void;
}

/**
 * A connection of its own that listens to one channel, for as long as the process runs. Channels are the same in all
 * databases of a Redis.
 */
export class RedisSubscriber {
  private readonly client: Redis;

  constructor(url: string, channel: string, listener: SubscriberListener) {
    this.client = new Redis({
      ...parseRedisUrl(url).options,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      autoResubscribe: false,
      keepAlive: KEEP_ALIVE_MS,
      retryStrategy: reconnectPause,
      sentinelRetryStrategy: reconnectPause,
    });
    // The connections that send commands report what is wrong with Redis.
    this.client.on('error', () => undefined);
    this.client.on('message', (_channel: string, text: string) => {
      listener.message(text);
    });
    this.client.on('ready', () => {
      this.client.subscribe(channel).then(
        () => {
          listener.listening();
        },
        () => {
          this.client.disconnect(true);
        },
      );
    });
  }

  close(): void {
    this.client.disconnect();
  }
}
