import { DomainError } from '../common/domain-error.js';
import { jsonError, readJson } from './json/read-json.js';

const KIB = 1_024;

/** Most bytes of one item, the same as of a body that is one. */
export const MOST_ITEM_BYTES = 256 * KIB;

/** Most items of one batch. */
export const MOST_ITEMS = 1_000;

/** The items of a batch, not parsed yet: each is parsed when its turn has come. */
export class BatchItems {
  /**
   * `starts` and `ends` are the places of the items in the body.
   * @param atOnce - how many bytes of items may be parsed at a time
   */
  constructor(
    private bytes: Buffer | undefined,
    private readonly starts: readonly number[],
    private readonly ends: readonly number[],
    readonly atOnce: number,
  ) {}

  get count(): number {
    return this.starts.length;
  }

  /** Whether the items are gone: all were parsed, or their sender has left. */
  get isReleased(): boolean {
    return this.bytes === undefined;
  }

  sizeOf(index: number): number {
    return (this.ends[index] ?? 0) - (this.starts[index] ?? 0);
  }

  /**
   * Parses an item.
   * @throws VALIDATION_FAILED or MALFORMED_JSON
   */
  parse(index: number): unknown {
    if (this.sizeOf(index) > MOST_ITEM_BYTES) {
      const message = `must not be larger than ${MOST_ITEM_BYTES / KIB} KiB`;
      throw new DomainError('VALIDATION_FAILED', 'The item is too large.', {
        errors: [{ path: '', message }],
      });
    }
    const { bytes = Buffer.alloc(0) } = this;
    const read = readJson(bytes.subarray(this.starts[index], this.ends[index]));
    if ('fault' in read) throw jsonError(read.fault, 'The item');
    return read.value;
  }

  /** Lets the body go. */
  release(): void {
    this.bytes = undefined;
  }
}
