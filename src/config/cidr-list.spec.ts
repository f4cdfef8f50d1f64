import { describe, expect, it } from '@jest/globals';
import { cidrFault, readCidrs } from './cidr-list.js';

const NO_RANGE = 'is not a range of addresses: write it as 10.0.0.0/8 or fd00::/8';

describe('A list of address ranges', () => {
  it('should be separated by commas', () => {
    expect(readCidrs(' 10.0.0.0/8 ,fd00::/8,, 127.0.0.1/32 ')).toEqual([
      '10.0.0.0/8',
      'fd00::/8',
      '127.0.0.1/32',
    ]);
    expect(readCidrs('')).toEqual([]);
  });

  it.each(['10.0.0.0/8', '127.0.0.1/32', '0.0.0.0/0', '10.1.2.3/8', 'fd00::/8', '::1/128', '::/0'])(
    'should have %s',
    (cidr) => {
      expect(cidrFault(cidr)).toBeUndefined();
    },
  );

  it.each([
    '10.0.0.0',
    '10.0.0.0/33',
    '10/8',
    '10.0.0/8',
    '010.0.0.0/8',
    '0x0a.0.0.0/8',
    '10.0.0.0/-1',
    '10.0.0.0/255.0.0.0',
    'fd00::/129',
    'fd00::',
    'fe80::1%eth0/64',
    'localhost/8',
    '*',
    '10.0.0.0/8 127.0.0.0/8',
  ])('should not have %s', (cidr) => {
    expect(cidrFault(cidr)).toBe(NO_RANGE);
  });

  it('should have IPv4 only as IPv4', () => {
    expect(cidrFault('::ffff:10.0.0.0/104')).toBe('is IPv4 in disguise: write it as IPv4');
    expect(cidrFault('::ffff:0:0/96')).toBe('is IPv4 in disguise: write it as IPv4');
  });
});
