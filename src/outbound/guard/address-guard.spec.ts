import { describe, expect, it } from '@jest/globals';
import { AddressGuard } from './address-guard.js';
import { isProbePort } from './probe-ports.js';
import { CLOUD_METADATA } from './cloud-metadata.js';

const NOT_PUBLIC: readonly [address: string, kind: string][] = [
  ['127.0.0.1', 'loopback'],
  ['127.255.255.254', 'loopback'],
  ['10.0.0.5', 'private'],
  ['172.16.0.1', 'private'],
  ['172.31.255.255', 'private'],
  ['192.168.1.1', 'private'],
  ['169.254.1.1', 'linkLocal'],
  ['100.64.0.1', 'carrierGradeNat'],
  ['0.0.0.0', 'unspecified'],
  ['0.1.2.3', 'unspecified'],
  ['192.0.0.1', 'reserved'],
  ['192.0.2.1', 'reserved'],
  ['192.88.99.1', 'reserved'],
  ['198.18.0.1', 'reserved'],
  ['198.51.100.1', 'reserved'],
  ['203.0.113.1', 'reserved'],
  ['240.0.0.1', 'reserved'],
  ['192.175.48.1', 'as112'],
  ['192.52.193.1', 'amt'],
  ['224.0.0.1', 'multicast'],
  ['255.255.255.255', 'broadcast'],
  ['::', 'unspecified'],
  ['::1', 'loopback'],
  ['::ffff:127.0.0.1', 'loopback'],
  ['::ffff:a00:5', 'private'],
  ['::7f00:1', 'reserved'],
  ['::ffff:0:127.0.0.1', 'rfc6145'],
  ['64:ff9b::7f00:1', 'rfc6052'],
  ['64:ff9b:1::7f00:1', 'rfc6052'],
  ['2002:7f00:1::', '6to4'],
  ['2001:0:1:2:3:4:80ff:fffe', 'teredo'],
  ['fe80::1', 'linkLocal'],
  ['fe80::1%eth0', 'linkLocal'],
  ['fec0::1', 'deprecatedSiteLocal'],
  ['fc00::1', 'uniqueLocal'],
  ['fd12:3456::1', 'uniqueLocal'],
  ['ff02::1', 'multicast'],
  ['100::1', 'discard'],
  ['100:0:0:1::1', 'reserved'],
  ['5f00::1', 'segmentRouting'],
  ['2001:db8::1', 'reserved'],
  ['3fff::1', 'reserved'],
  ['2001:2::1', 'benchmarking'],
  ['2001:20::1', 'orchid2'],
  ['4000::1', 'reserved'],
  ['8000::1', 'reserved'],
];

/** Ways to write 169.254.169.254 into an IPv6 address. */
const METADATA_IN_DISGUISE = [
  '::ffff:169.254.169.254',
  '::169.254.169.254',
  '::ffff:0:a9fe:a9fe',
  '64:ff9b::a9fe:a9fe',
  '64:ff9b:1::a9fe:a9fe',
  '2002:a9fe:a9fe::1',
  // Teredo: all bits inverted.
  '2001:0:102:304:0:0:5601:5601',
  // NAT64 with a prefix of the network's own: /96, /64, /56, /48, /40 and /32 (RFC 6052, section 2.4).
  '2606:4700:122:344::a9fe:a9fe',
  '2606:4700:122:344:a9:fea9:fe00:0',
  '2606:4700:122:3a9:fe:a9fe::',
  '2606:4700:122:a9fe:a9:fe00::',
  '2606:4700:1a9:fea9:fe::',
  '2606:4700:a9fe:a9fe::',
  // ISATAP
  '2606:4700::200:5efe:a9fe:a9fe',
];

const PUBLIC = ['8.8.8.8', '1.1.1.1', '2606:4700::1111', '2a00:1450::1', '86.1.86.1'];

describe(AddressGuard.name, () => {
  const guard = new AddressGuard([]);

  it.each(NOT_PUBLIC)('should refuse %s as %s', (address, kind) => {
    expect(guard.fault(address, 443)).toBe(`not public (${kind}) and not in PROBE_ALLOW_CIDRS`);
  });

  it.each(PUBLIC)('should let %s pass', (address) => {
    expect(guard.fault(address, 443)).toBeUndefined();
  });

  it.each(['', 'localhost', '1.2.3', '010.0.0.1', '256.1.1.1', '::g', '[::1]', '8.8.8.8:80'])(
    'should refuse what is no address: %j',
    (address) => {
      expect(guard.fault(address, 443)).toBeDefined();
    },
  );

  it('should let pass what the operator allows, in any form, and nothing beside it', () => {
    const open = new AddressGuard(['10.1.0.0/16', '127.0.0.1/32', 'fd00:1::/32']);
    for (const address of ['10.1.2.3', '::ffff:10.1.2.3', '127.0.0.1', 'fd00:1:2::3']) {
      expect(open.fault(address, 443)).toBeUndefined();
    }
    for (const address of ['10.2.0.1', '127.0.0.2', '::1', 'fd00:2::1', '::a01:203']) {
      expect(open.fault(address, 443)).toBeDefined();
    }
  });

  it('should let the ports of the web pass, and those above 1023 without well-known services', () => {
    const open = new AddressGuard(['10.0.0.0/8']);
    for (const port of [80, 443, 1_024, 3_000, 8_000, 8_080, 8_443, 9_405, 32_768, 65_535]) {
      expect([port, guard.fault('8.8.8.8', port)]).toEqual([port, undefined]);
      expect([port, open.fault('10.0.0.1', port)]).toEqual([port, undefined]);
    }
    const others = [0, 1, 22, 25, 111, 389, 445, 873, 1_023, 2_375, 2_376, 2_379, 2_380, 3_306];
    others.push(5_432, 6_379, 9_200, 9_300, 10_250, 11_211, 27_017, 27_018, 27_019);
    for (const port of others) {
      const fault = `not probed at port ${port} unless PROBE_ALLOW_CIDRS names the port`;
      expect(guard.fault('8.8.8.8', port)).toBe(fault);
      expect(open.fault('10.0.0.1', port)).toBe(fault);
    }
    // From these the system takes ports at random, and so may members.
    for (let port = 32_768; port <= 65_535; port += 1) expect(isProbePort(port)).toBe(true);
  });

  it('should let the ports pass that the operator names, and only these', () => {
    const open = new AddressGuard([
      '10.0.0.0/8:80,443,8000-9000',
      'fd00::/8:22',
      '8.8.8.8/32:6379',
    ]);
    for (const port of [80, 443, 8_000, 8_500, 9_000]) {
      expect(open.fault('::ffff:10.1.2.3', port)).toBeUndefined();
    }
    for (const port of [81, 7_999, 9_001, 6_379]) {
      expect(open.fault('10.1.2.3', port)).toMatch(/^not probed at port/);
    }
    expect(open.fault('fd00::1', 22)).toBeUndefined();
    expect(open.fault('fd00::1', 443)).toMatch(/^not probed at port/);
    expect(open.fault('8.8.8.8', 6_379)).toBeUndefined();
    expect(open.fault('8.8.8.8', 443)).toBeUndefined();
    const both = new AddressGuard(['10.0.0.0/8', '10.1.0.0/16:22']);
    expect(both.fault('10.1.0.1', 22)).toBeUndefined();
    expect(both.fault('10.1.0.1', 443)).toBeUndefined();
    expect(both.fault('10.2.0.1', 22)).toMatch(/^not probed at port/);
  });

  it('should refuse what the operator denies, whatever else is allowed', () => {
    const closed = new AddressGuard(
      ['0.0.0.0/0:1-65535', '::/0'],
      ['8.8.0.0/16', '2606:4700::/32'],
    );
    for (const address of ['8.8.8.8', '::ffff:8.8.8.8', '2606:4700::1111']) {
      expect(closed.fault(address, 443)).toBe('denied by PROBE_DENY_CIDRS');
    }
    expect(closed.fault('8.9.0.1', 443)).toBeUndefined();
  });

  it.each([...CLOUD_METADATA, ...METADATA_IN_DISGUISE])(
    'should refuse cloud metadata at %s whatever is allowed',
    (address) => {
      const open = new AddressGuard(['0.0.0.0/0', '::/0']);
      expect(open.fault('10.0.0.1', 443)).toBeUndefined();
      expect(open.fault(address, 443)).toBe('a cloud metadata address, which is never probed');
    },
  );
});
