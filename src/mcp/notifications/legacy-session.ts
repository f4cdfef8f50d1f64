import type { ServerEvent } from '@modelcontextprotocol/server';
import type { StreamReader } from '../../common/http/stream-reader.js';

const LIST_CHANGED = { method: 'notifications/resources/list_changed' };

/** What a client of a revision with sessions is told, and the stream over which it is. */
export class LegacySession {
  readonly uris = new Set<string>();
  private reader: StreamReader | undefined;
  /** Something was to be told. Whether an earlier stream has brought it, nobody knows. */
  private hasNews = false;
  /** Monotonic ms since when there is no stream. */
  private idleSince: number;

  constructor(
    private readonly monotonic: () => number,
    private readonly close: () => void,
  ) {
    this.idleSince = monotonic();
  }

  /** Milliseconds for which there has been no stream. */
  get idleMs(): number {
    return this.reader?.open === true ? 0 : this.monotonic() - this.idleSince;
  }

  /** Tells over this stream from now on, instead of over an older one; what may be lost is told again. */
  listen(reader: StreamReader): void {
    this.reader?.end('');
    this.reader = reader;
    reader.send(': ready\n\n');
    if (!this.hasNews) return;
    this.send(LIST_CHANGED);
    for (const uri of this.uris) this.send(updated(uri));
  }

  /** The stream is gone; a newer one may have taken its place. */
  left(reader: StreamReader): void {
    if (this.reader !== reader) return;
    this.reader = undefined;
    this.idleSince = this.monotonic();
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

  /** Ends the stream and hears of no more changes. */
  end(): void {
    this.close();
    this.reader?.end('');
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
