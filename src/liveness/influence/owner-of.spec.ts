import { describe, expect, it } from '@jest/globals';
import { ownerOf } from './owner-of.js';

describe(ownerOf.name, () => {
  it.each([
    ['local', 'local'],
    ['', ''],
    ['192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2::/64', '2001:db8:1::/48'],
    ['2001:db8:1:ffff::/64', '2001:db8:1::/48'],
    ['2001:db8:2:2::/64', '2001:db8:2::/48'],
    ['some/thing', 'some/thing'],
  ])('should take %j for %j', (registeredFrom, owner) => {
    expect(ownerOf({ registeredFrom })).toBe(owner);
  });
});
