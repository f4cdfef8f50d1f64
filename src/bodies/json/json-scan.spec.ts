import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { jsonBytes, mutated } from '../../../test/support/json-bytes.arbitrary.js';
import { parseJson } from '../../common/parse-json.js';
import { readJson } from './read-json.js';

const RUNS = { numRuns: 3_000 };

/** `value`, or the message of the fault. */
function verdict(text: string | Buffer): string {
  const read = readJson(Buffer.from(text));
  return 'fault' in read ? read.fault.message : 'value';
}

function parsable(bytes: Buffer): boolean {
  try {
    parseJson(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
    return true;
  } catch {
    return false;
  }
}

describe('JsonScan', () => {
  it('should take what JSON.parse takes, and refuse the rest, but for doubled keys', () => {
    fc.assert(
      fc.property(fc.oneof(jsonBytes, mutated(jsonBytes)), (bytes) => {
        const read = readJson(bytes);
        if (!('fault' in read)) expect(read.value).toEqual(parseJson(bytes.toString()));
        else if (!read.fault.message.includes('there twice')) expect(parsable(bytes)).toBe(false);
      }),
      RUNS,
    );
  });

  it.each([15, 16, 17, 18, 100, 5_000])('should find a key twice among %d', (count) => {
    const keys = Array.from({ length: count }, (_, index) => `"k${index}":0`);
    expect(verdict(`{${keys.join()}}`)).toBe('value');
    for (const again of ['"k0"', `"k${count - 1}"`, '"\\u006b0"']) {
      expect(verdict(`{${keys.join()},${again}:0}`)).toContain('there twice');
      expect(verdict(`[{${keys.join()}},{${again}:0}]`)).toBe('value');
    }
  });

  it('should forget the keys of an object that is closed', () => {
    expect(verdict('{"a":{"a":[{"a":1},{"a":{"b":1}}],"b":2},"b":3}')).toBe('value');
    expect(verdict('{"a":{"c":1},"b":{"c":1},"a":2}')).toBe(
      'is not valid JSON: the key "a" is there twice, at byte 25',
    );
  });

  it.each([
    ['', 'is not valid JSON: it ends too early'],
    [' ', 'is not valid JSON: it ends too early'],
    ['{"a":', 'is not valid JSON: it ends too early'],
    ['"a', 'is not valid JSON: it ends too early'],
    ['{"a":1]', 'is not valid JSON: unexpected character at byte 6'],
    ['[1,]', 'is not valid JSON: unexpected character at byte 3'],
    ['nul', 'is not valid JSON: it ends too early'],
    ['nulL', 'is not valid JSON: unexpected character at byte 3'],
    ['1 2', 'is not valid JSON: unexpected character at byte 2'],
    ['"\t"', 'is not valid JSON: unexpected character at byte 1'],
    ['"\\x"', 'is not valid JSON: unexpected character at byte 1'],
    ['"\\u12g4"', 'is not valid JSON: unexpected character at byte 1'],
    ['\ufeff{}', 'begins with a byte order mark, which JSON must not have (RFC 8259, section 8.1)'],
    [Buffer.from([0x22, 0xff, 0x22]), 'is not valid UTF-8'],
  ])('should say what is wrong with %j', (text, message) => {
    expect(verdict(text)).toBe(message);
  });

  it('should take 32 levels and no more, without reading on', () => {
    for (const [open, close] of [
      ['[', ']'],
      ['{"a":', '}'],
    ] as const) {
      const nested = (levels: number) => `${open.repeat(levels)}1${close.repeat(levels)}`;
      expect(verdict(nested(32))).toBe('value');
      expect(verdict(nested(33))).toBe('must not be nested deeper than 32 levels');
      expect(verdict(open.repeat(1_000_000))).toBe('must not be nested deeper than 32 levels');
    }
  });

  it('should take 20,000 values and no more', () => {
    const list = (items: number) => `[${Array.from({ length: items }, () => '{}').join()}]`;
    expect(verdict(list(19_999))).toBe('value');
    expect(verdict(list(20_000))).toBe('must not have more than 20000 values');
  });
});
