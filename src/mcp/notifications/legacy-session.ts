import type { ServerEvent } from '@modelcontextprotocol/server';
import type { StreamReader } from '../../common/http/stream-reader.js';

const LIST_CHANGED = { method: 'notifications/resources/list_changed' };

/** What a client of a revision with sessions is told, and the stream over which it is. */
export class LegacySession {
  readonly uris = new Set<string>();
  private reader: StreamReader | undefined;
  /** What was to be told while there was no stream. */
  private missed = new Set<string>();
  private missedList = false;
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

  /** Tells over this stream from now on, instead of over an older one. */
  listen(reader: StreamReader): void {
    this.reader?.end('');
    this.reader = reader;
    const { missed, missedList } = this;
    this.missed = new Set();
    this.missedList = false;
    this.write(': ready\n\n');
    if (missedList) this.send(LIST_CHANGED);
    for (const uri of missed) if (this.uris.has(uri)) this.send(updated(uri));
  }

  /** The stream is gone; a newer one may have taken its place. */
  left(reader: StreamReader): void {
    if (this.reader !== reader) return;
    this.reader = undefined;
    this.idleSince = this.monotonic();
  }

  tell(event: ServerEvent): void {
    const listening = this.reader?.open === true;
    if (event.kind === 'resources_list_changed') {
      if (listening) this.send(LIST_CHANGED);
      else this.missedList = true;
    } else if (event.kind === 'resource_updated' && this.uris.has(event.uri)) {
      if (listening) this.send(updated(event.uri));
      else this.missed.add(event.uri);
    }
  }

  keepAlive(): void {
    this.write(': keep-alive\n\n');
  }

  /** Ends the stream and hears of no more changes. */
  end(): void {
    this.close();
    this.reader?.end('');
  }

  private send(notification: object): void {
    const message = JSON.stringify({ jsonrpc: '2.0', ...notification });
    this.write(`event: message\ndata: ${message}\n\n`);
  }

  private write(text: string): void {
    this.reader?.send(text);
    if (this.reader?.wasCutOff !== true) return;
    // Who did not keep up has missed what was waiting, too.
    this.missedList = true;
    this.missed = new Set(this.uris);
  }
}

function updated(uri: string): object {
  return { method: 'notifications/resources/updated', params: { uri } };
}
