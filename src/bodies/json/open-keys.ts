import { parseJson } from '../../common/parse-json.js';
/** An object with more keys than this has them in a set. */
const COMPARED_KEYS = 16;

/**
 * The keys of the objects that are open at a point of a JSON text, to find those that are there twice. Keys are
 * compared as they are decoded: `"\u0061"` is `"a"`. The few plain keys that most objects have are compared as bytes,
 * which makes no strings.
 */
export class OpenKeys {
  private readonly starts: Int32Array;
  private readonly ends: Int32Array;
  private readonly counts: Int32Array;
  private readonly sets: (Set<string> | undefined)[];

  constructor(mostLevels: number) {
    this.starts = new Int32Array((mostLevels + 1) * COMPARED_KEYS);
    this.ends = new Int32Array((mostLevels + 1) * COMPARED_KEYS);
    this.counts = new Int32Array(mostLevels + 1);
    this.sets = new Array<Set<string> | undefined>(mostLevels + 1).fill(undefined);
  }

  /** An object begins at this level. */
  open(level: number): void {
    this.counts[level] = 0;
    this.sets[level] = undefined;
  }

  /**
   * Notes the key between two quotes. `plain` = ASCII without escapes.
   * @returns whether the object at this level did not have it before
   */
  add(bytes: Buffer, level: number, start: number, end: number, plain: boolean): boolean {
    const count = this.counts[level] ?? 0;
    if (plain && this.sets[level] === undefined && count < COMPARED_KEYS) {
      return this.addBytes(bytes, level, start, end);
    }
    const set = (this.sets[level] ??= this.namesAt(bytes, level));
    const { size } = set;
    set.add(decodeKey(bytes, start, end, plain));
    return set.size > size;
  }

  private addBytes(bytes: Buffer, level: number, start: number, end: number): boolean {
    const { starts, ends, counts } = this;
    const count = counts[level] ?? 0;
    const first = level * COMPARED_KEYS;
    for (let key = first; key < first + count; key += 1) {
      const other = starts[key] ?? 0;
      if ((ends[key] ?? 0) - other === end - start && areSame(bytes, other, start, end)) {
        return false;
      }
    }
    starts[first + count] = start;
    ends[first + count] = end;
    counts[level] = count + 1;
    return true;
  }

  private namesAt(bytes: Buffer, level: number): Set<string> {
    const names = new Set<string>();
    const first = level * COMPARED_KEYS;
    for (let key = first; key < first + (this.counts[level] ?? 0); key += 1) {
      names.add(bytes.toString('latin1', this.starts[key], this.ends[key]));
    }
    return names;
  }
}

/** The key between two quotes of a valid JSON text. */
export function decodeKey(bytes: Buffer, start: number, end: number, plain: boolean): string {
  if (plain) return bytes.toString('latin1', start, end);
  return parseJson(bytes.toString('utf8', start - 1, end + 1)) as string;
}

function areSame(bytes: Buffer, other: number, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) {
    if (bytes[at] !== bytes[other + at - start]) return false;
  }
  return true;
}
