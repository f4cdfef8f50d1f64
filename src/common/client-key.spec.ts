import { describe, expect, it } from '@jest/globals';
import { clientKey } from './client-key.js';

describe(clientKey.name, () => {
  it.each([
    ['127.0.0.1', 'local'],
    ['127.8.9.10', 'local'],
    ['::1', 'local'],
    ['::ffff:127.0.0.1', 'local'],
    ['10.1.2.3', '10.1.2.3'],
    ['::ffff:10.1.2.3', '10.1.2.3'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
    ['unknown', 'unknown'],
  ])('should name %s %s', (address, key) => {
    expect(clientKey(address)).toBe(key);
  });
});
