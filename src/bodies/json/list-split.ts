import { BYTE, IS_SPACE, table } from './json-bytes.js';

/** What ends a number or a word. */
const ENDS_SCALAR = table('"[]{},\t\n\r ');
/** What changes the depth or begins a string within an item. */
const STRUCTURE = table('"[]{}');
const IN_STRING = table('"\\');

type State = 'before' | 'nested' | 'string' | 'scalar' | 'after';

/**
 * Finds where the items of a JSON list begin and end, by strings and brackets alone: an item that is wrong within
 * itself does not affect the others. To be called in steps: a list may be many megabytes.
 */
export class ListSplit {
  /** First byte of each item. */
  readonly starts: number[] = [];
  /** The byte behind each item. */
  readonly ends: number[] = [];
  private state: State = 'before';
  private depth = 0;
  private isOpen = true;

  /** `at` = the byte behind the opening bracket of the list. */
  constructor(
    private readonly bytes: Buffer,
    private at: number,
    private readonly mostItems: number,
  ) {}

  /** Where it stands; at the end of the list, the byte behind its closing bracket. */
  get position(): number {
    return this.at;
  }

  /** Whether there are more items than it was to look for; it then stops. */
  get isTooLong(): boolean {
    return this.starts.length > this.mostItems;
  }

  /**
   * Reads on for some thousand or million bytes.
   * @returns `more` = call again; `end` = the list is closed or too long; `broken` = it is not a list at {@link position}
   */
  step(mostBytes: number): 'more' | 'end' | 'broken' {
    const stop = Math.min(this.bytes.length, this.at + mostBytes);
    while (this.at < stop) {
      if (!this.read(stop)) return 'broken';
      if (!this.isOpen || this.isTooLong) return 'end';
    }
    return this.at < this.bytes.length ? 'more' : 'broken';
  }

  /** Reads a run of bytes in one state; `false` = there is no list here. */
  private read(stop: number): boolean {
    switch (this.state) {
      case 'before':
        return this.before(stop);
      case 'nested':
        this.nested(stop);
        return true;
      case 'string':
        this.string(stop);
        return true;
      case 'scalar':
        this.passOver(ENDS_SCALAR, stop);
        if (this.at < stop) this.endItem();
        return true;
      case 'after':
        return this.after(stop);
    }
  }

  private before(stop: number): boolean {
    this.passSpace(stop);
    if (this.at >= stop) return true;
    const byte = this.bytes[this.at] ?? 0;
    if (byte === BYTE.closeArray && this.starts.length === 0) return this.close();
    if (byte === BYTE.comma || byte === BYTE.closeArray || byte === BYTE.closeObject) return false;
    this.starts.push(this.at);
    if (byte === BYTE.quote) this.state = 'string';
    else if (byte === BYTE.openArray || byte === BYTE.openObject) {
      this.state = 'nested';
      this.depth = 1;
    } else this.state = 'scalar';
    this.at += 1;
    return true;
  }

  private nested(stop: number): void {
    this.passOver(STRUCTURE, stop);
    if (this.at >= stop) return;
    const byte = this.bytes[this.at];
    this.at += 1;
    if (byte === BYTE.quote) this.state = 'string';
    else if (byte === BYTE.openArray || byte === BYTE.openObject) this.depth += 1;
    else {
      this.depth -= 1;
      if (this.depth === 0) this.endItem();
    }
  }

  private string(stop: number): void {
    this.passOver(IN_STRING, stop);
    if (this.at >= stop) return;
    if (this.bytes[this.at] === BYTE.backslash) {
      this.at += 2;
      return;
    }
    this.at += 1;
    if (this.depth > 0) this.state = 'nested';
    else this.endItem();
  }

  private after(stop: number): boolean {
    this.passSpace(stop);
    if (this.at >= stop) return true;
    const byte = this.bytes[this.at];
    if (byte === BYTE.closeArray) return this.close();
    if (byte !== BYTE.comma) return false;
    this.at += 1;
    this.state = 'before';
    return true;
  }

  private endItem(): void {
    this.ends.push(this.at);
    this.state = 'after';
  }

  private close(): boolean {
    this.at += 1;
    this.isOpen = false;
    return true;
  }

  private passSpace(stop: number): void {
    const { bytes } = this;
    let { at } = this;
    while (at < stop && IS_SPACE[bytes[at] ?? 0] === 1) at += 1;
    this.at = at;
  }

  private passOver(ends: Uint8Array, stop: number): void {
    const { bytes } = this;
    let { at } = this;
    while (at < stop && ends[bytes[at] ?? 0] === 0) at += 1;
    this.at = at;
  }
}
