import type { StreamedDocument } from '../../common/http/send-document.js';

/** About what a server takes in the catalog. */
const LINE_BYTES = 250;
/** A smaller one is kept as a whole. */
const SMALL_BYTES = 256 * 1_024;
const PIECE_CHARACTERS = 64 * 1_024;

/** The AI catalog as it is reached at one URL; rendered when somebody reads it. */
export class AiCatalogDocument implements StreamedDocument {
  readonly contentType = 'application/ai-catalog+json';
  private rendered: Buffer | undefined;

  /** `lines` makes the entries' JSON, one by one; `length` is how many there are, about. */
  constructor(
    readonly etag: string,
    private readonly length: number,
    private readonly lines: () => Iterable<string>,
  ) {}

  get bytes(): number {
    return this.length * LINE_BYTES;
  }

  get isSmall(): boolean {
    return this.bytes <= SMALL_BYTES;
  }

  /** All of it, kept. */
  get body(): Buffer {
    return (this.rendered ??= Buffer.from([...this.pieces()].join('')));
  }

  *pieces(): Generator<string> {
    let piece = '{"specVersion":"1.0","entries":[';
    let isFirst = true;
    for (const line of this.lines()) {
      piece += (isFirst ? '' : ',') + line;
      isFirst = false;
      if (piece.length < PIECE_CHARACTERS) continue;
      yield piece;
      piece = '';
    }
    yield `${piece}]}`;
  }
}
