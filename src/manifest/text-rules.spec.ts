import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { codePoints, isLineOfText, isText, normaliseLabel, normaliseText } from './text-rules.js';

const GOOD = [
  '',
  'a',
  'a b',
  'ä€😀',
  'שלום',
  'مرحبا',
  '👩\u200d💻',
  '\u00a0',
  '\ufeff',
  '<b>&"\'\\',
  '\ufffe',
];

const LINE_BREAKS = ['\t', '\n', '\r', '\r\n', 'a\nb\tc'];

const BAD = [
  ...['\0', '\u0001', '\u0007', '\b', '\u000b', '\f', '\u000e', '\u001b', '\u001f'],
  ...['\u007f', '\u0080', '\u0085', '\u009f', '\u2028', '\u2029'],
  ...['\u061c', '\u200e', '\u200f', '\u202a', '\u202b', '\u202c', '\u202d', '\u202e'],
  ...['\u2066', '\u2067', '\u2068', '\u2069'],
];

describe('isLineOfText and isText', () => {
  it.each(GOOD)('should both take %j', (text) => {
    expect([isLineOfText(text), isText(text)]).toEqual([true, true]);
  });

  it.each(LINE_BREAKS)('should take %j only in text of many lines', (text) => {
    expect([isLineOfText(text), isText(text)]).toEqual([false, true]);
  });

  it.each(BAD)('should both refuse %j, wherever it is', (character) => {
    for (const text of [character, `a${character}`, `${character}b`, `a${character}b`]) {
      expect([isLineOfText(text), isText(text)]).toEqual([false, false]);
    }
  });
});

describe('normaliseText', () => {
  it.each([
    ['', ''],
    [' \t\n\u00a0\u3000\ufeff ', ''],
    ['  a  b  ', 'a  b'],
    ['a\r\nb\rc\nd', 'a\nb\nc\nd'],
    ['\r\r\n\na\r\r\n\nb', 'a\n\n\nb'],
    ['a\n\r\nb', 'a\n\nb'],
    ['a\u0085', 'a\u0085'],
    ['É', 'É'],
    ['E\u0301', 'E\u0301'],
  ])('should make of %j %j', (text, normalised) => {
    expect(normaliseText(text)).toBe(normalised);
  });
});

describe('normaliseLabel', () => {
  it.each([
    ['Code', 'code'],
    [' a B ', 'a b'],
    ['ÄÖÜ', 'äöü'],
    ['ΑΣ', 'ας'],
    ['İ', 'i̇'],
    ['ẞ', 'ß'],
    ['  ', ''],
    ['k\u212a', 'kk'],
  ])('should make of %j %j', (label, normalised) => {
    expect(normaliseLabel(label)).toBe(normalised);
  });
});

describe('codePoints', () => {
  it.each([
    ['', 0],
    ['abc', 3],
    ['ä€', 2],
    ['😀', 1],
    ['a😀b😀', 4],
    ['e\u0301', 2],
    ['👩\u200d💻', 3],
    ['\ud83d', 1],
    ['\ud83d\ud83d\ude00', 2],
    ['\ude00\ud83d', 2],
  ])('should count %j as %d', (text, length) => {
    expect(codePoints(text)).toBe(length);
  });

  it('should count well-formed text as an iteration does', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(codePoints(text)).toBe(Array.from(text).length);
      }),
    );
  });
});

describe('normalised forms', () => {
  it('should stay as they are when they are normalised again', () => {
    const anything = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }));
    const white = fc.constantFrom(
      '',
      ' ',
      '\r',
      '\n',
      '\u0085',
      '\u2028',
      '\ufeff',
      'Σ',
      'İ',
      '\u0307',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(anything, white)), (parts) => {
        const text = normaliseText(parts.join(''));
        const label = normaliseLabel(parts.join(''));
        expect([normaliseText(text), normaliseLabel(label)]).toEqual([text, label]);
      }),
      { numRuns: 2_000 },
    );
  });
});
