import { SseReader } from './sse-reader.js';
import type { SseMessage } from './sse-parser.js';
import { DIRECTORY } from './test-app.js';

/** A server as a client shows it. */
interface Shown {
  readonly revision: number;
  readonly status: unknown;
  /** Only with `entries=1`. */
  readonly entry: unknown;
}

interface Entry {
  readonly id: string;
  readonly status: unknown;
  readonly directory: { readonly revision: number };
}

/**
 * What the README tells clients to do: list when the stream begins and when it is reset, and apply events; of each
 * server the highest revision counts, and of that the last event.
 */
export class WatchedListing {
  readonly shown = new Map<string, Shown>();
  resets = 0;
  private readonly revisions = new Map<string, number>();
  private reader: SseReader | undefined;
  private lastEventId: string | undefined;
  private working: Promise<void> = Promise.resolve();
  private applied = 0;

  /** `query` begins with `?` or is empty. */
  constructor(readonly query: string) {}

  get connected(): boolean {
    return this.reader !== undefined;
  }

  /** `url` is a replica's; it need not be the one of the connection before, nor the one where listings come from. */
  async connect(url: string, listingUrl = url): Promise<void> {
    const reader = await SseReader.open(
      `${url}${DIRECTORY}/events${this.query}`,
      this.lastEventId === undefined ? {} : { lastEventId: this.lastEventId },
    );
    this.reader = reader;
    this.applied = 0;
    this.working = this.work(reader, listingUrl);
  }

  async disconnect(): Promise<void> {
    const { reader } = this;
    if (reader === undefined) return;
    this.reader = undefined;
    await reader.close();
    await this.working;
    // A client that goes away in the middle knows the id of what it has applied.
    this.lastEventId = reader.lastEventId === '' ? this.lastEventId : reader.lastEventId;
  }

  /**
   * Waits until everything is applied up to the id that a new reader gets; `hurry` makes the stream tell where it is. A
   * new reader gets another id while a batch waits, which may be long after the last change: searches rest after work.
   */
  async reach(currentId: () => Promise<string>, hurry: () => Promise<void>): Promise<void> {
    const { reader } = this;
    if (reader === undefined) throw new Error('not connected');
    for (let turn = 0; ; turn += 1) {
      const id = await currentId();
      if (reader.lastEventId === id && this.applied === reader.messages.length) return;
      if (turn === 200) throw new Error(`stands at ${reader.lastEventId}, not at ${id}`);
      await hurry();
    }
  }

  private async work(reader: SseReader, url: string): Promise<void> {
    for (;;) {
      const message = await reader.message(this.applied).catch(() => undefined);
      if (message === undefined) return;
      await this.apply(message, url);
      this.applied += 1;
    }
  }

  private async apply({ event, data }: SseMessage, url: string): Promise<void> {
    if (event === 'reset') this.resets += 1;
    if (event === 'ready' || event === 'reset') {
      await this.list(url);
      return;
    }
    const { id, revision, status, entry } = JSON.parse(data) as Shown & { id: string };
    if (revision < (this.revisions.get(id) ?? 0)) return;
    this.revisions.set(id, revision);
    if (event === 'removed') this.shown.delete(id);
    else this.shown.set(id, { revision, status, entry });
  }

  private async list(url: string): Promise<void> {
    const entries = await listAll(url, this.query);
    this.shown.clear();
    this.revisions.clear();
    for (const entry of entries) {
      const { id, status, directory } = entry;
      const { revision } = directory;
      const withEntry = this.query.includes('entries=1');
      this.revisions.set(id, revision);
      this.shown.set(id, { revision, status, entry: withEntry ? entry : undefined });
    }
  }
}

/** All that a listing shows for the query of a stream. */
export async function listAll(url: string, query: string): Promise<readonly Entry[]> {
  const filters = query.replace(/[?&]entries=1/, '').replace(/^[?&]?/, '?');
  const answer = await fetch(`${url}${DIRECTORY}/servers${filters}&limit=500`);
  return ((await answer.json()) as { servers: Entry[] }).servers;
}
