import { describe, expect, it } from '@jest/globals';
import { etagOf, matchesContent, matchesEtag, stampedEtag } from './etag.js';

describe('Entity tags', () => {
  const tag = etagOf('content');
  const first = stampedEtag(tag, 'one');
  const second = stampedEtag(tag, 'two');

  it('should be weak, short and the same for the same content', () => {
    expect(tag).toMatch(/^W\/"[\w-]{22}"$/);
    expect(etagOf('content')).toBe(tag);
    expect(etagOf('other')).not.toBe(tag);
  });

  it('should carry a stamp that tells answers of the same content apart', () => {
    expect(first).toBe(`${tag.slice(0, -1)}.one"`);
    expect(stampedEtag(tag, '')).toBe(tag);
    expect(matchesEtag(first, second)).toBe(false);
    expect(matchesContent(first, second)).toBe(true);
    expect(matchesContent(stampedEtag(etagOf('other'), 'one'), first)).toBe(false);
  });

  it.each([matchesEtag, matchesContent])('should be found among others by %p', (matches) => {
    expect(matches(undefined, first)).toBe(false);
    expect(matches(' * ', first)).toBe(true);
    expect(matches(`"x", ${first.replace('W/', '')} , W/"y"`, first)).toBe(true);
    expect(matches('"x", W/"y"', first)).toBe(false);
    expect(matches('', first)).toBe(false);
  });
});
