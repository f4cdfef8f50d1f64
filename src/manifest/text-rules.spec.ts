import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  codePoints,
  comparedFault,
  isDrawn,
  normaliseLabel,
  normaliseText,
  shownFault,
} from './text-rules.js';

const GOOD = [
  '',
  'a',
  'a b',
  'ä€😀',
  'שלום',
  'مرحبا',
  '\u00a0',
  '<b>&"\'\\',
  '\ufffd',
  'Tiếng Việt'.normalize('NFD'),
  'בְּרֵאשִׁ֖ית',
  'हिन्दी',
  'བསྒྲུབས',
  'မြန်မာ',
  'ā̂̃̄',
];

const LINE_BREAKS = ['\t', '\n', '\r', '\r\n', 'a\nb\tc', 'ä\r\n'];

describe('shownFault', () => {
  it.each(GOOD)('should find nothing wrong with %j', (text) => {
    expect([shownFault(text), shownFault(text, true)]).toEqual([undefined, undefined]);
  });

  it.each(LINE_BREAKS)('should take %j only in text of many lines', (text) => {
    expect(shownFault(text)).toMatch(/^must not contain the control character U\+000[9AD] at/);
    expect(shownFault(text, true)).toBeUndefined();
  });

  it.each(['\0', '\u000b', '\u009f', '\u2028', '\u202e', '\u2069', '\u200b', '\ufe0f', '\ue000'])(
    'should refuse %j, wherever it is',
    (character) => {
      for (const text of [character, `a${character}`, `${character}b`, `a${character}b`]) {
        const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
        const position = text.indexOf(character) + 1;
        const fault = expect.stringMatching(
          RegExp(`^must not contain the \\w.* U\\+${code} at position ${position}$`),
        );
        expect([shownFault(text), shownFault(text, true)]).toEqual([fault, fault]);
      }
    },
  );

  it('should count positions in characters', () => {
    expect(shownFault('😀😀\u200b')).toMatch(/U\+200B at position 3$/);
  });

  it.each([
    [`a${'\u0301'.repeat(5)}`, /more than 4 combining marks on one character, at position 2$/],
    [`א${'\u05b0'.repeat(9)}`, /more than 8 combining marks on one character, at position 2$/],
    ['Z̸̡̢̙͔̼̠͊̈́̒a̵l̴g̶o', /more than 4/],
  ])('should refuse the heap of marks %j', (text, fault) => {
    expect(shownFault(text)).toMatch(fault);
  });
});

describe('comparedFault', () => {
  it.each(['', 'a', '\u200b', '\u3164', '👩\u200d💻', '\u200e', '\ue000'])(
    'should take %j',
    (text) => {
      expect(comparedFault(text)).toBeUndefined();
    },
  );

  it.each(['\0', '\n', '\u2028', '\u202e', '\u2066'])('should refuse %j', (text) => {
    expect(comparedFault(`a${text}`)).toMatch(/at position 2$/);
  });
});

describe('isDrawn', () => {
  it.each(['a', '1', '!', '😀', ' a', 'ㅤa', '漢', '\u0301a'])('should see %j', (text) => {
    expect(isDrawn(text)).toBe(true);
  });

  it.each(['', ' ', '\u3164', '\u2800', '\u115f', '\uffa0', '\u{1d159}', '\u0301', '\u200b'])(
    'should not see %j',
    (text) => {
      expect(isDrawn(text)).toBe(false);
    },
  );
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
    ['cafe\u0301', 'caf\u00e9'],
    ['CAFE\u0301', 'caf\u00e9'],
    ['\u200ecode\u200f ', 'code'],
    [' \u200e', ''],
    ['\u1100\u1161', '\uac00'],
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
      '\u0301',
      '\u200e',
      '\u0345',
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
