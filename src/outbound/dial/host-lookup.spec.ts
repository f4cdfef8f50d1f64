import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DnsStub } from '../../../test/support/dns-stub.js';
import { hostLookup, type HostLookup } from './host-lookup.js';

describe(hostLookup.name, () => {
  let dns: DnsStub;
  let lookUp: HostLookup;

  beforeAll(async () => {
    dns = await DnsStub.start({
      'both.test': { v4: ['192.0.2.1', '192.0.2.2'], v6: ['2001:db8:0:0:0:0:0:1'] },
      'four.test': { v4: ['192.0.2.3'] },
      'six.test': { v6: ['2001:db8:0:0:0:0:0:2'] },
      'dead.test': 'silence',
    });
    const otherwise: HostLookup = (name) => Promise.resolve([{ address: `${name}?`, family: 4 }]);
    lookUp = hostLookup({ servers: [dns.server], timeout: 20, otherwise });
  });

  afterAll(() => {
    dns.stop();
  });

  it('should find all addresses of a name, of both kinds', async () => {
    expect(await lookUp('both.test')).toEqual([
      { address: '192.0.2.1', family: 4 },
      { address: '192.0.2.2', family: 4 },
      { address: '2001:db8::1', family: 6 },
    ]);
    expect(await lookUp('four.test')).toEqual([{ address: '192.0.2.3', family: 4 }]);
    expect(await lookUp('six.test')).toEqual([{ address: '2001:db8::2', family: 6 }]);
    expect(await lookUp('four.test.')).toEqual([{ address: '192.0.2.3', family: 4 }]);
  });

  it('should give up on a name that nobody answers for', async () => {
    await expect(lookUp('dead.test')).rejects.toMatchObject({ code: 'ETIMEOUT' });
  });

  it('should look elsewhere for a name that the DNS does not have', async () => {
    expect(await lookUp('inner.test')).toEqual([{ address: 'inner.test?', family: 4 }]);
    expect(dns.asked).toContain('inner.test');
  });

  it.each(['localhost', 'LOCALHOST.', 'a.localhost', 'a.b.localhost.'])(
    'should know %s without asking',
    async (name) => {
      const asked = dns.asked.length;
      expect(await lookUp(name)).toEqual([
        { address: '127.0.0.1', family: 4 },
        { address: '::1', family: 6 },
      ]);
      expect(dns.asked).toHaveLength(asked);
    },
  );
});
