import { MAX_JSON_DEPTH } from '../../common/json-faults.js';
import { BYTE, IS_SPACE, table } from './json-bytes.js';
import { isPlain, numberEnd, stringEnd, type TokenEnd, wordEnd } from './json-tokens.js';
import { decodeKey, OpenKeys } from './open-keys.js';

/**
 * Most values in one JSON text, containers and scalars. A manifest of 128 KiB with 500 tools has some 8,000; twenty
 * thousand take at most 1.4 MB when they are parsed.
 */
const MAX_JSON_VALUES = 20_000;

/** Why a JSON text is not parsed, in words that follow "the body". */
export interface JsonFault {
  /** `syntax` = it is not JSON that means the same to every reader; the others are limits. */
  readonly kind: 'syntax' | 'limit';
  readonly message: string;
}

/** How far a scan came: to the end, to the list that it was to stop at, or to a fault. */
export type ScanStop =
  | { readonly at: 'end' }
  | { readonly at: 'list' }
  | { readonly at: 'fault'; readonly fault: JsonFault };

const END: ScanStop = { at: 'end' };
const LIST: ScanStop = { at: 'list' };

type State = 'value' | 'first' | 'key' | 'after';

const STARTS_NUMBER = table('-0123456789');

/**
 * Scans a JSON text (RFC 8259; UTF-8 is checked elsewhere) byte by byte, before anything is made of it: its syntax,
 * its depth, the number of its values, and that no object has a key twice. What passes, `JSON.parse` takes.
 */
export class JsonScan {
  private readonly keys = new OpenKeys(MAX_JSON_DEPTH);
  /** For each open level: whether it is an object. */
  private readonly isObject = new Uint8Array(MAX_JSON_DEPTH + 1);
  private bytes: Buffer = Buffer.alloc(0);
  private list: string | undefined;
  private at = 0;
  private end = 0;
  private depth = 0;
  private values = 0;
  private state: State = 'value';
  private atList = false;
  private fault: JsonFault | undefined;

  /** Where it stands. */
  get position(): number {
    return this.at;
  }

  /** Begins a text, the bytes up to `end`. `list` = a key of the outermost object: a list there is not scanned. */
  begin(bytes: Buffer, end = bytes.length, list?: string): this {
    this.bytes = bytes;
    this.list = list;
    this.at = 0;
    this.end = end;
    this.depth = 0;
    this.values = 0;
    this.state = 'value';
    this.atList = false;
    this.fault = undefined;
    return this;
  }

  /** Goes on behind the list, up to `end`. */
  skipTo(position: number, end: number): void {
    this.at = position;
    this.end = end;
    this.state = 'after';
  }

  /** Scans to the end, to the list or to the first fault. */
  run(): ScanStop {
    while (this.step()) {
      if (this.atList) {
        this.atList = false;
        return LIST;
      }
    }
    return this.fault === undefined ? END : { at: 'fault', fault: this.fault };
  }

  /** One token; `false` = the end or a fault. */
  private step(): boolean {
    this.skipSpace();
    switch (this.state) {
      case 'value':
        return this.value();
      case 'first':
        return this.first();
      case 'key':
        return this.key();
      case 'after':
        return this.after();
    }
  }

  private value(): boolean {
    this.values += 1;
    if (this.values > MAX_JSON_VALUES) {
      return this.refuse(`must not have more than ${MAX_JSON_VALUES} values`);
    }
    const byte = this.bytes[this.at] ?? 0;
    if (this.at >= this.end) return this.unexpected();
    if (byte === BYTE.openObject || byte === BYTE.openArray) return this.open(byte);
    this.state = 'after';
    if (byte === BYTE.quote) return this.pass(stringEnd(this.bytes, this.at, this.end));
    const tokenEnd = STARTS_NUMBER[byte] === 1 ? numberEnd : wordEnd;
    return this.pass(tokenEnd(this.bytes, this.at, this.end));
  }

  private open(byte: number): boolean {
    if (this.depth === MAX_JSON_DEPTH) {
      return this.refuse(`must not be nested deeper than ${MAX_JSON_DEPTH} levels`);
    }
    this.depth += 1;
    const isObject = byte === BYTE.openObject;
    this.isObject[this.depth] = isObject ? 1 : 0;
    if (isObject) this.keys.open(this.depth);
    this.at += 1;
    this.state = 'first';
    return true;
  }

  /** Behind a bracket: it may close at once. */
  private first(): boolean {
    const isObject = this.isObject[this.depth] === 1;
    const byte = this.bytes[this.at];
    if (this.at < this.end && byte === (isObject ? BYTE.closeObject : BYTE.closeArray)) {
      return this.close();
    }
    return isObject ? this.key() : this.value();
  }

  private close(): boolean {
    this.depth -= 1;
    this.at += 1;
    this.state = 'after';
    return true;
  }

  private key(): boolean {
    if (this.at >= this.end || this.bytes[this.at] !== BYTE.quote) return this.unexpected();
    const start = this.at + 1;
    if (!this.pass(stringEnd(this.bytes, this.at, this.end))) return false;
    const end = this.at - 1;
    const plain = isPlain(this.bytes, start, end);
    if (!this.keys.add(this.bytes, this.depth, start, end, plain)) {
      const key = decodeKey(this.bytes, start, end, plain).slice(0, 64).toWellFormed();
      return this.wrong(`the key ${JSON.stringify(key)} is there twice, at byte ${start - 1}`);
    }
    this.skipSpace();
    if (this.at >= this.end || this.bytes[this.at] !== BYTE.colon) return this.unexpected();
    this.at += 1;
    this.state = 'value';
    if (this.list !== undefined && this.depth === 1) {
      this.skipSpace();
      this.atList =
        this.bytes[this.at] === BYTE.openArray &&
        this.at < this.end &&
        decodeKey(this.bytes, start, end, plain) === this.list;
    }
    return true;
  }

  private after(): boolean {
    if (this.depth === 0) return this.at < this.end && this.unexpected();
    const isObject = this.isObject[this.depth] === 1;
    const byte = this.at < this.end ? this.bytes[this.at] : undefined;
    if (byte === BYTE.comma) {
      this.at += 1;
      this.state = isObject ? 'key' : 'value';
      return true;
    }
    if (byte === (isObject ? BYTE.closeObject : BYTE.closeArray)) return this.close();
    return this.unexpected();
  }

  /** Goes to the end of a token; `false` = it is not a token. */
  private pass(end: TokenEnd): boolean {
    this.at = end < 0 ? ~end : end;
    return end >= 0 || this.unexpected();
  }

  private skipSpace(): void {
    const { bytes, end } = this;
    let { at } = this;
    while (at < end && IS_SPACE[bytes[at] ?? 0] === 1) at += 1;
    this.at = at;
  }

  private unexpected(): false {
    return this.wrong(
      this.at >= this.end ? 'it ends too early' : `unexpected character at byte ${this.at}`,
    );
  }

  private wrong(message: string): false {
    this.fault = { kind: 'syntax', message: `is not valid JSON: ${message}` };
    return false;
  }

  private refuse(message: string): false {
    this.fault = { kind: 'limit', message };
    return false;
  }
}
