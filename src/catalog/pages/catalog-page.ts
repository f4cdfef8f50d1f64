import type { TimeSlice } from '../../common/time-slice.js';
import type { CatalogEntry } from '../catalog-entry.js';

/** A page ends with the server that reaches this; its JSON in UTF-8. */
export const PAGE_BYTES = 4 * 1_024 * 1_024;

/** Smaller pages are rendered as a whole, once for each change. Larger ones are rendered while they are sent. */
export const SMALL_PAGE_BYTES = 256 * 1_024;

/** About what the directory adds to a manifest. This is not the exact size: all replicas must end a page alike. */
const ADDED_BYTES = 2 * 1_024;
const PIECE_CHARACTERS = 64 * 1_024;

/** A server on a page. */
export interface PageEntry {
  readonly entry: CatalogEntry;
  /** One more member of its `directory` object, with a comma before it. */
  readonly member: string;
}

/** About how many bytes a server takes on a page: the same on every replica that has the same record. */
export function bytesOnPage(entry: CatalogEntry): number {
  return entry.manifestBytes + ADDED_BYTES;
}

/** What a page is made of. */
export interface PageParts {
  readonly entries: readonly PageEntry[];
  /** About this many bytes, see {@link bytesOnPage}. */
  readonly bytes: number;
  /** Servers may be missing, see `Selection`. */
  readonly partial: boolean;
  /** The members behind `servers`, with a comma before each. */
  readonly members: string;
  /** Makes the entity tag, for which nothing has to be rendered. */
  readonly tag: () => string;
  /** Makes an entry ready to be rendered, if that takes time. */
  readonly prepare: (entry: CatalogEntry) => void;
}

/** A page of servers that were selected; rendered when somebody reads it. */
export class CatalogPage {
  private knownEtag: string | undefined;
  private rendered: Buffer | undefined;

  constructor(private readonly parts: PageParts) {}

  get etag(): string {
    return (this.knownEtag ??= this.parts.tag());
  }

  get partial(): boolean {
    return this.parts.partial;
  }

  /** How many servers it has. */
  get length(): number {
    return this.parts.entries.length;
  }

  /** About how many bytes it has. */
  get bytes(): number {
    return this.parts.bytes;
  }

  get isSmall(): boolean {
    return this.bytes <= SMALL_PAGE_BYTES;
  }

  /** All of it, kept if it is small. */
  get body(): Buffer {
    if (this.rendered !== undefined) return this.rendered;
    const body = Buffer.from([...this.pieces()].join(''));
    if (this.isSmall) this.rendered = body;
    return body;
  }

  /** Signs what is not signed yet, in slices; after that the entity tag costs little. */
  async prepare(slice: TimeSlice): Promise<void> {
    for (const { entry } of this.parts.entries) {
      this.parts.prepare(entry);
      await slice.pause();
    }
  }

  /** Its JSON in pieces of about 64 KiB; a longer entry is a piece of its own. */
  *pieces(): Generator<string> {
    let piece = '{"servers":[';
    for (const [index, { entry, member }] of this.parts.entries.entries()) {
      piece += (index === 0 ? '' : ',') + entry.json(member);
      if (piece.length < PIECE_CHARACTERS) continue;
      yield piece;
      piece = '';
    }
    yield `${piece}]${this.parts.members}}`;
  }
}
