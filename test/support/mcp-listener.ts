import { connect, type Socket } from 'node:net';
import { modernHeaders, modernRequest } from './mcp-messages.js';

const METHOD = 'subscriptions/listen';

/** A client that listens over a socket of its own and counts what it is told. */
export class McpListener {
  /** Messages by their method. */
  readonly counts = new Map<string, number>();
  closed = false;
  private rest = '';
  private waiting: (() => void)[] = [];

  private constructor(private readonly socket: Socket) {
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => {
      this.take(text);
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.closed = true;
      this.wake();
    });
  }

  /** Resolves when the directory has acknowledged it. */
  static async open(port: number, notifications: object): Promise<McpListener> {
    const body = JSON.stringify(modernRequest(METHOD, { notifications }));
    const headers = Object.entries({
      Host: 'localhost',
      ...modernHeaders(METHOD),
      'Content-Length': String(Buffer.byteLength(body)),
    });
    const head = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
    const listener = new McpListener(connect(port, '127.0.0.1'));
    listener.socket.write(`POST /mcp HTTP/1.1\r\n${head}\r\n${body}`);
    await listener.until(() => listener.told('notifications/subscriptions/acknowledged') === 1);
    return listener;
  }

  /** How often it was told of something. */
  told(method: string): number {
    return this.counts.get(method) ?? 0;
  }

  /** Stops reading; what is sent waits in the directory. */
  pause(): void {
    this.socket.pause();
  }

  resume(): void {
    this.socket.resume();
  }

  /** Waits for something that the stream brings, its end included. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      if (this.closed) throw new Error('The stream has ended.');
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }

  async end(): Promise<void> {
    while (!this.closed) await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  close(): void {
    this.socket.destroy();
  }

  private take(text: string): void {
    const lines = (this.rest + text).split('\n');
    this.rest = lines.pop() ?? '';
    for (const line of lines) {
      const method =
        /"method":"([^"]+)"/.exec(line)?.[1] ?? (line.includes('"result"') ? 'end' : '');
      if (line.startsWith('data: ')) this.counts.set(method, this.told(method) + 1);
    }
    this.wake();
  }

  private wake(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}
