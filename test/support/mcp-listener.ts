import { connect, type Socket } from 'node:net';
import { legacyRequest, MCP_HEADERS, modernHeaders, modernRequest } from './mcp-messages.js';

const METHOD = 'subscriptions/listen';
const MESSAGE = /"method":"([^"]+)"(?:.*"uri":"([^"]+)")?/;

/** A client that listens over a socket of its own and counts what it is told. */
export class McpListener {
  /** Messages by their method, and those that name a resource by its URI as well. */
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
    const head = headerLines({
      ...modernHeaders(METHOD),
      'Content-Length': String(Buffer.byteLength(body)),
    });
    const listener = new McpListener(connect(port, '127.0.0.1'));
    listener.socket.write(`POST /mcp HTTP/1.1\r\n${head}\r\n${body}`);
    await listener.until(() => listener.told('notifications/subscriptions/acknowledged') === 1);
    return listener;
  }

  /** The same in a session of revision 2025-11-25, which is always told when the list has changed. */
  static async openSession(port: number, uris: readonly string[]): Promise<McpListener> {
    const params = {
      protocolVersion: '2025-11-25',
      capabilities: {},
      clientInfo: { name: 'test', version: '1' },
    };
    const began = await post(port, legacyRequest('initialize', params));
    const session = { 'Mcp-Session-Id': began.headers.get('mcp-session-id') ?? '' };
    for (const uri of uris) {
      await post(port, legacyRequest('resources/subscribe', { uri }), session);
    }
    const listener = new McpListener(connect(port, '127.0.0.1'));
    const head = headerLines({ ...session, Accept: 'text/event-stream' });
    listener.socket.write(`GET /mcp HTTP/1.1\r\n${head}\r\n`);
    await listener.until(() => listener.told('ready') === 1);
    return listener;
  }

  /** How often it was told of something. */
  told(what: string): number {
    return this.counts.get(what) ?? 0;
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
      for (const key of keysOf(line)) this.counts.set(key, this.told(key) + 1);
    }
    this.wake();
  }

  private wake(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}

/** Lines are mostly the same again. */
const known = new Map<string, readonly string[]>();

/** What a line is counted as. */
function keysOf(line: string): readonly string[] {
  let keys = known.get(line);
  if (keys === undefined) known.set(line, (keys = readLine(line)));
  return keys;
}

function readLine(line: string): string[] {
  if (line === ': ready') return ['ready'];
  if (!line.startsWith('data: ')) return [];
  const [, method, uri] = MESSAGE.exec(line) ?? [];
  if (method === undefined) return [line.includes('"result"') ? 'end' : ''];
  return uri === undefined ? [method] : [method, uri];
}

async function post(port: number, message: object, headers: object = {}): Promise<Response> {
  const response = await fetch(`http://127.0.0.1:${port}/mcp`, {
    method: 'POST',
    headers: { ...MCP_HEADERS, ...headers },
    body: JSON.stringify(message),
  });
  const text = await response.text();
  if (!response.ok || text.includes('"error"')) throw new Error(text);
  return response;
}

function headerLines(headers: Record<string, string>): string {
  return Object.entries({ Host: 'localhost', ...headers })
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');
}
