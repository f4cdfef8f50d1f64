import { Readable, pipeline } from 'node:stream';
import { promisify } from 'node:util';
import { brotliCompress, constants, createBrotliCompress, createGzip, gzip } from 'node:zlib';
import type { Request } from 'express';

/** Smaller answers are sent as they are. */
export const LEAST_COMPRESSED_BYTES = 64 * 1_024;

/** Each takes memory beside the heap and a thread of the pool for as long as its reader takes. */
const MOST_AT_ONCE = 8;

const GZIP = { level: 4 };
const BROTLI = {
  params: { [constants.BROTLI_PARAM_QUALITY]: 4, [constants.BROTLI_PARAM_LGWIN]: 18 },
};

/** A content coding (RFC 9110, section 8.4.1) that answers are compressed with. */
export type Encoding = 'br' | 'gzip';

/** The coding that a client prefers; `undefined` = it takes none of them. */
export function encodingFor(request: Request): Encoding | undefined {
  if (request.headers['accept-encoding'] === undefined) return undefined;
  const encoding = request.acceptsEncodings('br', 'gzip', 'identity');
  return encoding === 'br' || encoding === 'gzip' ? encoding : undefined;
}

/** A body's other form, or how far that is: wanted once, or being made. */
type Made = Buffer | 'asked' | 'under way';

/** Compresses answers in the threads of `node:zlib`; a few at a time, the others are sent as they are. */
export class Compression {
  private underWay = 0;
  /** Forgotten with the bodies. */
  private readonly bodies = new WeakMap<Buffer, Map<Encoding, Made>>();

  /** A stream's pieces, compressed; `undefined` = too many are under way. */
  stream(
    pieces: Iterable<string> | AsyncIterable<string>,
    encoding: Encoding,
  ): AsyncIterable<Uint8Array> | undefined {
    if (this.underWay >= MOST_AT_ONCE) return undefined;
    this.underWay += 1;
    const encoder = encoding === 'br' ? createBrotliCompress(BROTLI) : createGzip(GZIP);
    pipeline(Readable.from(pieces, { highWaterMark: 1 }), encoder, () => {
      this.underWay -= 1;
    });
    return encoder;
  }

  /** A body compressed, if it has been; that is begun when it is asked for a second time. */
  body(body: Buffer, encoding: Encoding): Buffer | undefined {
    const known = this.bodies.get(body) ?? new Map<Encoding, Made>();
    const compressed = known.get(encoding);
    if (compressed instanceof Buffer) return compressed;
    if (compressed === undefined) {
      this.bodies.set(body, known.set(encoding, 'asked'));
    } else if (compressed === 'asked' && this.underWay < MOST_AT_ONCE) {
      void this.compress(body, encoding, known);
    }
    return undefined;
  }

  private async compress(
    body: Buffer,
    encoding: Encoding,
    known: Map<Encoding, Made>,
  ): Promise<void> {
    this.underWay += 1;
    known.set(encoding, 'under way');
    try {
      const made =
        encoding === 'br'
          ? await promisify(brotliCompress)(body, BROTLI)
          : await promisify(gzip)(body, GZIP);
      known.set(encoding, made);
    } catch {
      // It is sent as it is, and may be asked for again.
      known.delete(encoding);
    } finally {
      this.underWay -= 1;
    }
  }
}
