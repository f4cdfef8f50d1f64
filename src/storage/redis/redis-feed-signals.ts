import { randomUUID } from 'node:crypto';
import type { OnApplicationShutdown } from '@nestjs/common';
import { parseJson } from '../../common/parse-json.js';
import { redisKey } from '../../redis/redis-key.js';
import type { RedisLink } from '../../redis/redis-link.js';
import { RedisSubscriber } from '../../redis/redis-subscriber.js';
import { FeedSignals, type ChangedRecord, type SignalListener } from '../feed/feed-signals.js';

/** What goes over the wire; the records as `[key, revision]`. */
interface Message {
  readonly replica: string;
  readonly sequence: number;
  readonly records: readonly (readonly [string, number])[];
}

/** {@link FeedSignals} as messages of Redis' publish and subscribe. */
export class RedisFeedSignals extends FeedSignals implements OnApplicationShutdown {
  private readonly replica = randomUUID();
  private readonly channel: string;
  private readonly lastOf = new Map<string, number>();
  private sequence = 0;
  private subscriber: RedisSubscriber | undefined;

  constructor(
    private readonly url: string,
    namespace: string,
    private readonly link: RedisLink,
  ) {
    super();
    this.channel = redisKey(namespace, 'changes');
  }

  listen(listener: SignalListener): void {
    this.subscriber ??= new RedisSubscriber(this.url, this.channel, {
      message: (text) => {
        const message = readMessage(text);
        // The message was not understood; it may have announced a change.
        if (message === undefined) listener.gap();
        else this.hear(message, listener);
      },
      listening: () => {
        listener.gap();
      },
    });
  }

  send(records: readonly ChangedRecord[]): void {
    if (records.length === 0) return;
    // Counted before it is known whether it goes out: who misses one shall see the gap.
    this.sequence += 1;
    const message: Message = {
      replica: this.replica,
      sequence: this.sequence,
      records: records.map(({ key, revision }) => [key, revision]),
    };
    const text = JSON.stringify(message);
    this.link.run((client) => client.publish(this.channel, text)).catch(() => undefined);
  }

  onApplicationShutdown(): void {
    this.subscriber?.close();
  }

  private hear({ replica, sequence, records }: Message, listener: SignalListener): void {
    if (replica === this.replica) return;
    const last = this.lastOf.get(replica);
    this.lastOf.set(replica, sequence);
    listener.changed(records.map(([key, revision]) => ({ key, revision })));
    if (last !== undefined && sequence !== last + 1) listener.gap();
  }
}

/** `undefined` when it is not a message of a directory: anybody with the password can send to a channel. */
function readMessage(text: string): Message | undefined {
  try {
    const message = parseJson(text) as Partial<Message> | null;
    const { replica, sequence, records } = message ?? {};
    if (typeof replica !== 'string' || typeof sequence !== 'number') return undefined;
    if (!Array.isArray(records) || !records.every(isChange)) return undefined;
    return { replica, sequence, records };
  } catch {
    return undefined;
  }
}

function isChange(record: unknown): record is readonly [string, number] {
  return Array.isArray(record) && typeof record[0] === 'string' && typeof record[1] === 'number';
}
