import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DnsStub } from '../../../test/support/dns-stub.js';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { ED25519_KEY, P256_KEY } from '../../../test/support/member-keys.js';
import { always, silent, TargetServer } from '../../../test/support/target-server.js';
import type { PublicKeyJwk } from '../../manifest/public-key.js';
import { Dialler } from '../../outbound/dial/dialler.js';
import { hostLookup } from '../../outbound/dial/host-lookup.js';
import { AddressGuard } from '../../outbound/guard/address-guard.js';
import { DomainProofs, txtLookup } from './domain-proofs.js';
import { namesKey } from './domain-record.js';

const DOMAIN = 'example.com';
const KEY: PublicKeyJwk = ED25519_KEY;
const P = Buffer.from(KEY.x, 'base64url').toString('base64');
const RECORD = `v=MCPv1; k=ed25519; p=${P}`;
const OTHER = `v=MCPv1; k=ed25519; p=${Buffer.alloc(32, 7).toString('base64')}`;

describe(namesKey, () => {
  it.each([
    [RECORD, true],
    [`v=MCPv1;k=ed25519;p=${P}`, true],
    [` k=ed25519 ; v=MCPv1 ; p=${P} ; note=x `, true],
    [OTHER, false],
    [`v=MCPv2; k=ed25519; p=${P}`, false],
    [`v=MCPv1; k=ecdsap384; p=${P}`, false],
    [`v=MCPv1; p=${P}`, false],
    [P, false],
    ['', false],
  ])('should read %s', (text, expected) => {
    expect(namesKey(text, KEY)).toBe(expected);
  });

  it('should know no form for P-256', () => {
    expect(namesKey(`v=MCPv1; k=ed25519; p=${P}`, P256_KEY)).toBe(false);
  });
});

describe(DomainProofs, () => {
  let clock: ManualClock;
  let dns: DnsStub;
  let web: TargetServer;
  let txt: string[] | undefined;
  let isSilent: boolean;

  beforeEach(async () => {
    clock = new ManualClock();
    txt = [];
    isSilent = false;
    const zone = new Proxy(
      {},
      { get: () => (isSilent ? 'silence' : txt === undefined ? undefined : { txt }) },
    );
    dns = await DnsStub.start(zone);
    web = await TargetServer.start(always(404));
  });

  afterEach(async () => {
    dns.stop();
    await web.stop();
  });

  function proofs(allowed = ['127.0.0.1/32']): DomainProofs {
    const dialler = new Dialler(new AddressGuard(allowed), hostLookup());
    const url = (): string => web.url('/.well-known/mcp-registry-auth');
    return new DomainProofs(dialler, clock, txtLookup([dns.server]), url);
  }

  it('should find a key in one of several TXT records, in pieces', async () => {
    txt = ['v=spf1 -all', `${RECORD}; note=${'x'.repeat(120)}`];
    expect(await proofs().check(DOMAIN, KEY)).toBe('named');
    expect(dns.asked).toEqual([DOMAIN]);
  });

  it('should find it in a file, on one of its lines', async () => {
    web.respond = always(200, 'text/plain', `${OTHER}\r\n${RECORD}\n`);
    expect(await proofs().check(DOMAIN, KEY)).toBe('named');
    expect(web.requests[0]).toMatchObject({ path: '/.well-known/mcp-registry-auth', body: '' });
  });

  it('should know when neither names it', async () => {
    txt = [OTHER];
    expect(await proofs().check(DOMAIN, KEY)).toBe('not named');
    txt = undefined;
    web.respond = always(200, 'text/plain', 'hello');
    expect(await proofs().check(DOMAIN, KEY)).toBe('not named');
  });

  it.each([
    ['a server in trouble', always(503)],
    ['too much', always(200, 'text/plain', `${RECORD}\n`.padEnd(5_000, 'x'))],
  ])('should not take %s for an answer', async (_what, respond) => {
    web.respond = respond;
    expect(await proofs().check(DOMAIN, KEY)).toBe('unknown');
  });

  it('should not follow a redirect', async () => {
    const other = await TargetServer.start(always(200, 'text/plain', RECORD));
    web.respond = (_request, response) => {
      response.writeHead(302, { Location: other.url('/') }).end();
    };
    expect(await proofs().check(DOMAIN, KEY)).toBe('not named');
    expect(other.connections).toBe(0);
    await other.stop();
  });

  it('should not reach for addresses within', async () => {
    web.respond = always(200, 'text/plain', RECORD);
    expect(await proofs([]).check(DOMAIN, KEY)).toBe('unknown');
    expect(web.connections).toBe(0);
  });

  it('should give up on who does not answer', async () => {
    web.respond = silent;
    const answer = proofs().check(DOMAIN, KEY);
    while (web.requests.length === 0) await new Promise(setImmediate);
    clock.advance(10_000);
    expect(await answer).toBe('unknown');
  });

  it('should believe the place that answers', async () => {
    isSilent = true;
    const quick = new DomainProofs(
      new Dialler(new AddressGuard(['127.0.0.1/32']), hostLookup()),
      clock,
      () => Promise.reject(Object.assign(new Error('no answer'), { code: 'ETIMEOUT' })),
      () => web.url('/'),
    );
    expect(await quick.check(DOMAIN, KEY)).toBe('unknown');
    web.respond = always(200, 'text/plain', RECORD);
    clock.advance(60_000);
    expect(await quick.check(DOMAIN, KEY)).toBe('named');
  });

  it('should ask a domain once a minute, however many members name it', async () => {
    txt = [RECORD];
    const one = proofs();
    expect(one.isKnown(DOMAIN)).toBe(false);
    await Promise.all(Array.from({ length: 50 }, () => one.check(DOMAIN, KEY)));
    expect([dns.asked.length, web.requests.length]).toEqual([1, 1]);
    expect(one.isKnown(DOMAIN)).toBe(true);
    clock.advance(60_000);
    expect(one.isKnown(DOMAIN)).toBe(false);
    expect(await one.check(DOMAIN, KEY)).toBe('named');
    expect([dns.asked.length, web.requests.length]).toEqual([2, 2]);
  });
});
