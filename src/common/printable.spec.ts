import { describe, expect, it } from '@jest/globals';
import { printable } from './printable.js';

describe(printable.name, () => {
  it('should leave plain text alone', () => {
    expect(printable('Wetter für Köln ☂')).toBe('Wetter für Köln ☂');
  });

  it('should show what would steer a terminal', () => {
    expect(printable('a\u001b[2Jb\nc\u202ed\u2028')).toBe('a\\u{1b}[2Jb\\u{a}c\\u{202e}d\\u{2028}');
  });

  it('should cut what is too long', () => {
    expect(printable('abcdef', 3)).toBe('abc…');
  });
});
