import { SseParser, type SseMessage } from './sse-parser.js';

interface Options {
  readonly lastEventId?: string;
}

/** A client of an event stream. */
export class SseReader {
  /** All events so far. */
  readonly messages: SseMessage[] = [];
  /** Resolves when the stream has ended, in whatever way. */
  readonly ended: Promise<void>;
  private readonly parser = new SseParser();
  private readonly waiting: (() => void)[] = [];
  private taken = 0;
  private over = false;

  private constructor(
    readonly response: Response,
    private readonly controller: AbortController,
  ) {
    this.ended = this.read();
  }

  /** Connects; rejects when the answer is not an event stream. */
  static async open(url: string, { lastEventId }: Options = {}): Promise<SseReader> {
    const controller = new AbortController();
    const response = await fetch(url, {
      signal: controller.signal,
      headers: {
        Accept: 'text/event-stream',
        ...(lastEventId !== undefined && { 'Last-Event-ID': lastEventId }),
      },
    });
    if (response.status !== 200) {
      throw new Error(`the stream was answered ${response.status}: ${await response.text()}`);
    }
    return new SseReader(response, controller);
  }

  get lastEventId(): string {
    return this.parser.lastEventId;
  }

  get retryMs(): number | undefined {
    return this.parser.retryMs;
  }

  get comments(): number {
    return this.parser.comments;
  }

  /** The next event that was not taken yet. */
  async next(): Promise<{ event: string; data: Record<string, unknown>; lastEventId: string }> {
    const message = await this.message(this.taken);
    this.taken += 1;
    return { ...message, data: JSON.parse(message.data) as Record<string, unknown> };
  }

  /** Whether all events that came were taken. */
  get idle(): boolean {
    return this.taken === this.messages.length;
  }

  /** The event with this index; rejects when the stream ends before it. */
  async message(index: number): Promise<SseMessage> {
    for (;;) {
      const message = this.messages[index];
      if (message !== undefined) return message;
      await this.more();
    }
  }

  /** Waits for something that the stream brings. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await this.more();
  }

  async close(): Promise<void> {
    this.controller.abort();
    await this.ended;
  }

  private async more(): Promise<void> {
    if (this.over) throw new Error('the stream has ended');
    await new Promise<void>((resolve) => {
      this.waiting.push(resolve);
    });
  }

  private async read(): Promise<void> {
    const decoder = new TextDecoder();
    try {
      const body = this.response.body as AsyncIterable<Uint8Array> | null;
      for await (const piece of body ?? []) {
        this.messages.push(...this.parser.take(decoder.decode(piece, { stream: true })));
        this.wake();
      }
    } catch {
      // Closed by this side, or cut off.
    }
    this.over = true;
    this.wake();
  }

  private wake(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}
