import { describe, expect, it } from '@jest/globals';
import { memberText, memberUrl } from './member-text.js';

const UNSEEN: readonly [name: string, characters: string][] = [
  ['control characters and ANSI escapes', '\u001b\u0007\u009b'],
  ['characters without width', '\u200b\u200c\u200d\u2060\u00ad\u180e'],
  ['marks of the reading direction', '\u061c\u200e\u202e\u2066\u2069'],
  ['tags', '\u{e0001}\u{e0041}\u{e007f}'],
  ['what lies between the tags and is not assigned', '\u{e0000}\u{e0080}\u{e0fff}\u2065\ufff0'],
  ['variation selectors', '\ufe00\ufe0f\u{e0100}\u{e01ef}\u180b'],
  ['fillers and joiners', '\u3164\u115f\u1160\uffa0\u034f\u17b4'],
  ['characters of private use', '\ue000\u{f0000}'],
];

describe('memberText', () => {
  it.each(UNSEEN)('should leave out %s', (_name, characters) => {
    expect(memberText(`a${characters}b${characters}`, 10)).toBe('ab');
  });

  it('should make one line of many, and cut between characters', () => {
    expect(memberText(' a\r\n\tb\u2028c ', 10)).toBe('a b c');
    expect(memberText('😀😀😀', 3)).toBe('😀😀😀');
    expect(memberText('😀😀😀', 2)).toBe('😀…');
    expect(memberText('\ud800', 10)).toBe('\ufffd');
  });
});

describe('memberUrl', () => {
  it('should encode what could be taken for more than a URL', () => {
    expect(memberUrl('http://a.example/m?"\u3164(x)\u{e0101}#"')).toBe(
      'http://a.example/m?%22%E3%85%A4(x)%F3%A0%84%81#%22',
    );
    expect(memberUrl('http://localhost:8080/mcp')).toBe('http://localhost:8080/mcp');
  });
});
