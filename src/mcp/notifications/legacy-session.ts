import type { ServerEvent } from '@modelcontextprotocol/server';
import type { Clock } from '../../common/clock.js';
import { TimeSlice } from '../../common/time-slice.js';
import type { StreamReader } from '../../limits/streams/stream-reader.js';
import type { Subscriptions } from './subscriptions.service.js';

const LIST_CHANGED = { method: 'notifications/resources/list_changed' };

/** The notifications for a client of a revision with sessions, and the stream that carries them. */
export class LegacySession {
  private readonly uris = new Set<string>();
  /** Those that it listens to at present. */
  private readonly listened = new Set<string>();
  private reader: StreamReader | undefined;
  /** Something was to be told. Whether an earlier stream has brought it, nobody knows. */
  private hasNews = false;
  /** Monotonic ms since when there is no stream. */
  private idleSince: number;
  /** The catalog's version then: searches are not looked at without a stream. */
  private idleVersion: number;

  /** `client` is charged for it. */
  constructor(
    readonly id: string,
    readonly client: string,
    private readonly subscriptions: Subscriptions,
    private readonly clock: Clock,
  ) {
    this.idleSince = clock.monotonic();
    this.idleVersion = subscriptions.version;
  }

  /** How many resources it is subscribed to. */
  get size(): number {
    return this.uris.size;
  }

  get isIdle(): boolean {
    return this.reader?.open !== true;
  }

  /** Milliseconds for which there has been no stream. */
  get idleMs(): number {
    return this.isIdle ? this.clock.monotonic() - this.idleSince : 0;
  }

  /** `false` = there is no room for it. */
  subscribe(uri: string): boolean {
    if (this.uris.has(uri)) return true;
    const kept = this.subscriptions.add(uri, this.client);
    if (kept === undefined) return false;
    this.uris.add(kept);
    if (!this.isIdle) this.listenTo(kept);
    return true;
  }

  unsubscribe(uri: string): void {
    if (!this.uris.delete(uri)) return;
    if (this.listened.delete(uri)) this.subscriptions.unlisten(uri);
    this.subscriptions.remove(uri, this.client);
  }

  /** Notifies over this stream from now on, instead of over an older one; what may be lost is sent again. */
  async listen(reader: StreamReader): Promise<void> {
    this.reader?.end('');
    this.reader = reader;
    reader.send(': ready\n\n');
    const hadNews = this.hasNews;
    if (hadNews) {
      this.send(LIST_CHANGED);
      for (const uri of this.uris) if (!this.subscriptions.isSearch(uri)) this.send(updated(uri));
    }
    await this.listenToAll(reader, hadNews);
  }

  /** The stream is gone; a newer one may have taken its place. */
  left(reader: StreamReader): boolean {
    if (this.reader !== reader) return false;
    this.reader = undefined;
    this.idleSince = this.clock.monotonic();
    this.idleVersion = this.subscriptions.version;
    this.listenToNothing();
    return true;
  }

  tell(event: ServerEvent): void {
    if (event.kind === 'resources_list_changed') this.send(LIST_CHANGED);
    else if (event.kind === 'resource_updated' && this.uris.has(event.uri)) {
      this.send(updated(event.uri));
    }
  }

  keepAlive(): void {
    this.reader?.send(': keep-alive\n\n');
  }

  /** Ends the stream and all subscriptions. */
  end(): void {
    this.reader?.end('');
    this.reader = undefined;
    this.listenToNothing();
    for (const uri of this.uris) this.subscriptions.remove(uri, this.client);
    this.uris.clear();
  }

  /** In slices, because each search is looked at for the first time. */
  private async listenToAll(reader: StreamReader, mayLack: boolean): Promise<void> {
    const slice = new TimeSlice(this.clock);
    for (const uri of this.uris) {
      if (this.listened.has(uri)) continue;
      this.listenTo(uri);
      const hasChanged = mayLack || this.subscriptions.version !== this.idleVersion;
      if (hasChanged && this.subscriptions.isSearch(uri)) this.send(updated(uri));
      await slice.pause();
      if (this.reader !== reader) return;
    }
  }

  private listenTo(uri: string): void {
    this.listened.add(uri);
    this.subscriptions.listen(uri);
  }

  private listenToNothing(): void {
    for (const uri of this.listened) this.subscriptions.unlisten(uri);
    this.listened.clear();
  }

  private send(notification: object): void {
    this.hasNews = true;
    if (this.reader === undefined) return;
    const message = JSON.stringify({ jsonrpc: '2.0', ...notification });
    this.reader.send(`event: message\ndata: ${message}\n\n`);
  }
}

function updated(uri: string): object {
  return { method: 'notifications/resources/updated', params: { uri } };
}
