import { connect, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { manifest } from '../../support/example-manifest.js';
import { legacyRequest, MCP_HEADERS } from '../../support/mcp-messages.js';
import type { Random } from '../../support/random.js';
import { wideManifest, wordyManifest } from '../../support/worst-manifests.js';
import type { AddressedClient } from './addressed-client.js';

const KIB = 1_024;
const ADDRESSES = 8;
const OWN_SERVERS = 400;
const STREAMS = 120;
const HALF_OPEN = 300;
const LIST = '/mcp/resources/omega/directory/servers';
const SEARCH = '/mcp/resources/omega/directory/search';
const EVENTS = '/mcp/resources/omega/directory/events';

type Act = () => Promise<unknown>;

/** Sends the worst that anybody may send, from a few addresses, chosen by a seed. */
export class Attacker {
  /** How often each status came. */
  readonly statuses: Record<number, number> = {};
  private readonly sockets: Socket[] = [];
  private readonly batch = gzipSync(`{"servers":[${'[],'.repeat(50_000)}[]]}`);
  private step = 0;
  private readonly acts: readonly (readonly [weight: number, act: Act])[] = [
    [10, () => this.plant()],
    [3, () => this.churn()],
    [6, () => this.search()],
    [6, () => this.readMuch()],
    [3, () => this.watch()],
    [3, () => this.speakMcp()],
    [4, () => this.halfOpen()],
    [3, () => this.sendBody()],
    [4, () => this.flood()],
    [2, () => this.pipeline()],
    [2, () => this.comeByBrowser()],
  ];

  constructor(
    private readonly client: AddressedClient,
    private readonly random: Random,
  ) {}

  /** One thing; rejects when the directory did not answer it. */
  async act(): Promise<void> {
    this.step += 1;
    const total = this.acts.reduce((sum, [weight]) => sum + weight, 0);
    let at = this.random.below(total);
    for (const [weight, act] of this.acts) {
      at -= weight;
      if (at < 0) {
        await act();
        return;
      }
    }
  }

  end(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  private async plant(): Promise<void> {
    const id = this.ownId();
    const bytes = this.random.below(120) * KIB;
    const body = this.random.chance(0.7)
      ? wordyManifest(id, bytes, this.random)
      : wideManifest(id, bytes);
    await this.post('/servers/register', body);
  }

  /** Leaves tombstones and history behind. */
  private async churn(): Promise<void> {
    const id = `gone-${this.step}`;
    await this.post('/servers/register', manifest(id, { heartbeat_interval_seconds: 5 }));
    if (this.random.chance(0.8))
      this.count(await this.client.delete(this.address(), `/servers/${id}`));
  }

  private search(): Promise<void> {
    return this.get(`${SEARCH}?limit=500&q=${this.words(200)}`);
  }

  private readMuch(): Promise<void> {
    const paths = [
      `${LIST}?limit=500`,
      `${LIST}?limit=500&q=${this.words(60)}`,
      `${LIST}/${this.ownId()}`,
      `/servers/${this.ownId()}/history?limit=500`,
      '/mcp/resources/omega/directory/tags',
      '/mcp/resources/omega/directory/snapshot',
      '/.well-known/ai-catalog.json',
      '/servers/tombstones?limit=500',
      '/docs-json',
    ];
    const path = paths[this.random.below(paths.length)] ?? LIST;
    return this.random.chance(0.3) ? this.leave(path) : this.get(path);
  }

  /** Asks for it and leaves before the answer has come. */
  private async leave(path: string): Promise<void> {
    const socket = this.open();
    socket.write(this.request('GET', path));
    socket.once('data', () => socket.destroy());
    await Promise.resolve();
  }

  /** A stream that nobody reads, with words of its own. */
  private async watch(): Promise<void> {
    const socket = this.open(STREAMS);
    socket.pause();
    const q = this.random.chance(0.7) ? `q=${this.words(200)}&` : '';
    socket.write(this.request('GET', `${EVENTS}?${q}entries=1`, 'Accept: text/event-stream\r\n'));
    await Promise.resolve();
  }

  private async speakMcp(): Promise<void> {
    const uri = `omega://directory/search?q=${this.words(100)}`;
    const calls = [
      legacyRequest('tools/call', { name: 'search_servers', arguments: { q: this.words(200) } }),
      legacyRequest('resources/read', { uri }),
      legacyRequest('resources/subscribe', { uri }),
      legacyRequest('tools/list'),
      Array.from({ length: 50 }, () => legacyRequest('resources/read', { uri })),
    ];
    const session = `${Date.now().toString(36)}.${this.random.below(1e9)}`;
    await this.post('/mcp', calls[this.random.below(calls.length)], {
      ...MCP_HEADERS,
      ...(this.random.chance(0.5) && { 'mcp-session-id': session }),
    });
  }

  private async halfOpen(): Promise<void> {
    const head = this.request('POST', '/servers/register', 'Content-Length: 100000\r\n');
    this.open(HALF_OPEN).write(head.slice(0, this.random.below(head.length + 1)));
    await Promise.resolve();
  }

  private async sendBody(): Promise<void> {
    const bodies: (() => Promise<void>)[] = [
      () => this.post('/servers/register', '['.repeat(400_000)),
      () => this.post('/servers/batch/register', `{"servers":[${'[],'.repeat(90_000)}[]]}`),
      () => this.post('/servers/batch/register', this.batch, { 'content-encoding': 'gzip' }),
      () => this.post('/servers/register', `{"id":"${'x'.repeat(200_000)}"}`),
      () =>
        this.post('/servers/batch/register', {
          servers: Array.from({ length: 20 }, () => wideManifest(this.ownId(), 15_000)),
        }),
    ];
    await bodies[this.random.below(bodies.length)]?.();
  }

  private async flood(): Promise<void> {
    const id = this.random.chance(0.5) ? this.ownId() : `nobody-${this.step}`;
    const status = this.random.chance(0.5) ? 'draining' : 'healthy';
    for (let left = 20; left > 0; left -= 1) {
      await this.post('/servers/heartbeat', { id, ...(left % 2 === 0 && { status }) });
    }
  }

  /** Long polls and reads, many on one connection, whose answers nobody reads. */
  private async pipeline(): Promise<void> {
    const socket = this.open();
    socket.pause();
    const poll = this.request(
      'GET',
      `${LIST}?limit=500`,
      'If-None-Match: "x"\r\nPrefer: wait=20\r\n',
    );
    socket.write(poll.repeat(200));
    await Promise.resolve();
  }

  private async comeByBrowser(): Promise<void> {
    const headers = this.random.chance(0.5)
      ? { host: 'rebound.example' }
      : { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
    await this.post('/servers/register', manifest(`by-browser-${this.step}`), headers);
  }

  private async get(path: string): Promise<void> {
    this.count(await this.client.get(this.address(), path));
  }

  private async post(path: string, body: unknown, headers = {}): Promise<void> {
    this.count(await this.client.post(this.address(), path, body, headers));
  }

  private count({ status }: { readonly status: number }): void {
    this.statuses[status] = (this.statuses[status] ?? 0) + 1;
  }

  /** A connection of its own; the oldest one goes when there are `most`. */
  private open(most = HALF_OPEN): Socket {
    const { hostname, port } = new URL(this.client.url);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => socket.destroy());
    this.sockets.push(socket);
    if (this.sockets.length > most + STREAMS) this.sockets.shift()?.destroy();
    return socket;
  }

  private request(method: string, path: string, headers = ''): string {
    return `${method} ${path} HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: ${this.address()}\r\n${headers}\r\n`;
  }

  private words(characters: number): string {
    let words = '';
    while (words.length < characters) words += `${this.random.below(36 ** 6).toString(36)} `;
    return encodeURIComponent(words.slice(0, characters).trim());
  }

  private ownId(): string {
    return `planted-${this.random.below(OWN_SERVERS)}`;
  }

  private address(): string {
    return `203.0.113.${1 + this.random.below(ADDRESSES)}`;
  }
}
