import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ID_PATTERN } from '../../../manifest/manifest-limits.js';
import { serverIds } from './server-id.js';

/** Names as the official registry's schema allows them. */
const NAME = fc
  .tuple(fc.stringMatching(/^[a-zA-Z0-9.-]{1,99}$/), fc.stringMatching(/^[a-zA-Z0-9._-]{1,100}$/))
  .map((parts) => parts.join('/'));

describe(serverIds.name, () => {
  it('should make ids of all names that the official registry allows', () => {
    fc.assert(
      fc.property(NAME, (name) => {
        const { plain, distinct } = serverIds(name);
        expect(plain).toMatch(ID_PATTERN);
        expect(distinct).toMatch(ID_PATTERN);
      }),
    );
  });

  it('should tell names apart that differ in what a plain id does not have', () => {
    const [one, two] = [serverIds('com.example/A'), serverIds('com.example/a')];
    expect(one.plain).toBe('com.example.a');
    expect(two.plain).toBe('com.example.a');
    expect(one.distinct).toMatch(/^com\.example\.a-[0-9a-f]{12}$/);
    expect(one.distinct).not.toBe(two.distinct);
  });

  it.each([`com.example/${'a'.repeat(188)}`, '.example/a', '-/_', '../..'])(
    'should shorten or complete %s',
    (name) => {
      const { plain, distinct } = serverIds(name);
      expect(plain).toBe(distinct);
      expect(plain).toMatch(ID_PATTERN);
    },
  );
});
