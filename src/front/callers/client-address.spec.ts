import { isIP } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { clientAddress } from './client-address.js';
import { TrustedProxies } from './trusted-proxies.js';

const PROXY = '10.0.0.1';

function behind(
  forwardedFor: string | undefined,
  peer = PROXY,
  ranges = ['10.0.0.0/8', 'fd00::/8'],
): string {
  const proxies = new TrustedProxies(ranges);
  return clientAddress(peer, forwardedFor, (address) => proxies.include(address));
}

describe(clientAddress.name, () => {
  it.each([
    [undefined, PROXY],
    ['', PROXY],
    [' ', PROXY],
    [',', PROXY],
    ['203.0.113.7', '203.0.113.7'],
    [' 203.0.113.7 ', '203.0.113.7'],
    ['203.0.113.7:5555', '203.0.113.7'],
    ['[2001:DB8::1]:443', '2001:db8::1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['2001:db8:0:0::1', '2001:db8::1'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['::ffff:cb00:7107', '203.0.113.7'],
    ['6.6.6.6, 203.0.113.7', '203.0.113.7'],
    ['6.6.6.6,203.0.113.7,10.0.0.2', '203.0.113.7'],
    ['203.0.113.7, 10.0.0.2:1234, [fd00::1]:80', '203.0.113.7'],
    ['10.0.0.3, 10.0.0.2', '10.0.0.3'],
    ['6.6.6.6, garbage', PROXY],
    ['garbage, 10.0.0.2', '10.0.0.2'],
    ['203.0.113.7,', PROXY],
    ['unknown', PROXY],
    ['fe80::1%eth0', PROXY],
    ['203.0.113.007', PROXY],
    ['203.0.113.7:', PROXY],
    ['203.0.113.7:123456', PROXY],
    ['1'.repeat(10_000), PROXY],
  ])('should read %j as %s', (header, client) => {
    expect(behind(header)).toBe(client);
  });

  it('should not believe a peer that is not a trusted proxy', () => {
    expect(behind('203.0.113.7', '192.0.2.1')).toBe('192.0.2.1');
    expect(behind('203.0.113.7', '::ffff:192.0.2.1')).toBe('192.0.2.1');
    expect(behind('203.0.113.7', PROXY, [])).toBe(PROXY);
  });

  it('should believe trusted proxies on sockets for both kinds of addresses', () => {
    expect(behind('203.0.113.7', '::ffff:10.0.0.1')).toBe('203.0.113.7');
  });

  it('should end in an address, whatever the header holds, and never look behind a stranger', () => {
    const text = fc.oneof(
      fc.string(),
      fc.ipV4(),
      fc.ipV6(),
      fc.constantFrom('10.0.0.9', 'fd00::9'),
    );
    fc.assert(
      fc.property(fc.array(text), fc.ipV4(), (items, stranger) => {
        fc.pre(!stranger.startsWith('10.'));
        expect(isIP(behind(items.join(',')))).not.toBe(0);
        // What the client wrote itself stands to the left of what the proxy saw.
        expect(behind([...items, stranger].join(','))).toBe(stranger);
        expect(behind(items.join(','), stranger)).toBe(stranger);
      }),
    );
  });
});
