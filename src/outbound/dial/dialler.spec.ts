import type { LookupAddress } from 'node:dns';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { always, TargetServer } from '../../../test/support/target-server.js';
import { AddressGuard } from '../guard/address-guard.js';
import { RefusedTarget } from '../guard/refused-target.js';
import { Dialler } from './dialler.js';
import { hostLookup, type HostLookup } from './host-lookup.js';

const GET = { method: 'GET', headers: {} } as const;
const NO_LOOKUP: HostLookup = () => Promise.reject(new Error('must not be looked up'));

/** The names of the table and where they lead. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  'inner.test': ['10.0.0.5'],
  'loopback.test': ['127.0.0.1'],
  'loopback6.test': ['::1'],
  'mapped.test': ['::ffff:127.0.0.1'],
  'compatible.test': ['::7f00:1'],
  'mixed.test': ['93.184.215.14', '127.0.0.1'],
  'mixed6.test': ['2606:4700::1111', '::1'],
  'metadata.test': ['169.254.169.254'],
  'metadata.google.internal': ['169.254.169.254'],
};

function lookUpTable(hostname: string): Promise<readonly LookupAddress[]> {
  return Promise.resolve(asAnswer(NAMES[hostname.replace(/\.$/, '')] ?? []));
}

function asAnswer(addresses: readonly string[]): LookupAddress[] {
  return addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
}

/** Starts on an address that the machine may not have. */
async function startIfPossible(host: string): Promise<TargetServer | undefined> {
  return TargetServer.start(always(200), host).catch(() => undefined);
}

describe(Dialler.name, () => {
  let servers: TargetServer[];
  let port: number;

  beforeEach(async () => {
    const [v4, v6] = [await TargetServer.start(always(200)), await startIfPossible('::1')];
    servers = v6 === undefined ? [v4] : [v4, v6];
    ({ port } = v4);
  });

  afterEach(async () => {
    for (const server of servers) await server.stop();
  });

  async function ask(dialler: Dialler, url: string): Promise<number> {
    return dialler.converse(url, async (send) => {
      const { statusCode } = await send(GET, new AbortController().signal);
      return statusCode;
    });
  }

  async function expectRefusal(dialler: Dialler, url: string): Promise<void> {
    await expect(ask(dialler, url)).rejects.toThrow(RefusedTarget);
    expect(servers.map(({ connections }) => connections)).toEqual(servers.map(() => 0));
  }

  it.each([
    '127.0.0.1',
    '127.0.0.1.',
    '127.1',
    '0x7f.1',
    '0x7f000001',
    '2130706433',
    '017700000001',
    '0177.0.0.1',
    '0177.0.0.0x1',
    '127.0.1',
    '①②⑦.0.0.1',
    '127。0。0。1',
    '0.0.0.0',
    '0',
    '[::]',
    '[::1]',
    '[0:0:0:0:0:0:0:1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::127.0.0.1]',
    '[::ffff:0:127.0.0.1]',
    '[64:ff9b::127.0.0.1]',
    '[2002:7f00:1::]',
    '[fec0::1]',
    '[100::1]',
    '[5f00::1]',
    '10.0.0.5',
    '0xa.5',
    '169.254.169.254',
    '2852039166',
    '0xa9fea9fe',
    '[::ffff:a9fe:a9fe]',
    '[fd00:ec2::254]',
    '168.63.129.16',
    '100.100.100.200',
  ])('should send nothing to %s, which stands in the URL', async (host) => {
    await expectRefusal(new Dialler(new AddressGuard([]), NO_LOOKUP), `http://${host}:${port}/`);
  });

  it.each([...Object.keys(NAMES), 'loopback.test.', 'LOOPBACK.test', 'l%6fopback.test'])(
    'should send nothing to %s, which leads there',
    async (host) => {
      await expectRefusal(
        new Dialler(new AddressGuard([]), lookUpTable),
        `http://${host}:${port}/`,
      );
    },
  );

  it.each(['localhost', 'LOCALHOST', 'localhost.', 'a.localhost', 'a.b.localhost.'])(
    'should send nothing to %s, and ask nobody about it',
    async (host) => {
      await expectRefusal(
        new Dialler(new AddressGuard([]), hostLookup()),
        `http://${host}:${port}/`,
      );
    },
  );

  it.each([
    ['file:///etc/passwd', 'only http and https are probed'],
    ['gopher://127.0.0.1:1/_x', 'only http and https are probed'],
    ['ftp://127.0.0.1/', 'only http and https are probed'],
    ['data:text/plain,x', 'only http and https are probed'],
    ['ws://127.0.0.1/', 'only http and https are probed'],
    ['http://user:word@127.0.0.1/', 'the URL carries user information'],
    ['http://user@127.0.0.1/', 'the URL carries user information'],
    ['http://8.8.8.8@127.0.0.1/', 'the URL carries user information'],
    ['http://', 'the URL is not valid'],
    ['/mcp', 'the URL is not valid'],
  ])('should refuse %s even where everything is allowed', async (url, reason) => {
    const dialler = new Dialler(new AddressGuard(['0.0.0.0/0', '::/0']), NO_LOOKUP);
    await expect(ask(dialler, url)).rejects.toThrow(reason);
    await expectRefusal(dialler, url);
  });

  it.each([
    ['http://loopback.test:6379/', 'the name leads to an address or a port that may not be probed'],
    ['http://127.0.0.1:6379/', '127.0.0.1 is not probed at port 6379 unless'],
    ['http://127.0.0.1:22/', '127.0.0.1 is not probed at port 22 unless'],
    ['https://127.0.0.1:80/', undefined],
  ])('should know where %s goes', async (url, fault) => {
    const dialler = new Dialler(new AddressGuard(['127.0.0.1/32']), lookUpTable);
    if (fault === undefined) await expect(ask(dialler, url)).rejects.not.toThrow(RefusedTarget);
    else await expect(ask(dialler, url)).rejects.toThrow(fault);
  });

  it('should check every answer again, for a name may be bound to another address', async () => {
    const answers = [['127.0.0.1'], ['127.0.0.2'], ['127.0.0.1']];
    const rebind: HostLookup = () => Promise.resolve(asAnswer(answers.shift() ?? []));
    const dialler = new Dialler(new AddressGuard(['127.0.0.1/32']), rebind);
    const url = `http://rebound.test:${port}/`;
    expect(await ask(dialler, url)).toBe(200);
    await expect(ask(dialler, url)).rejects.toThrow(
      'the name leads to an address or a port that may not be probed',
    );
    expect(servers[0]?.connections).toBe(1);
    expect(await ask(dialler, url)).toBe(200);
  });

  it('should dial the address that was checked, and ask for the name', async () => {
    const dialler = new Dialler(new AddressGuard(['127.0.0.1/32']), lookUpTable);
    expect(await ask(dialler, `http://loopback.test:${port}/a?b`)).toBe(200);
    expect(servers[0]?.requests).toEqual([
      {
        method: 'GET',
        path: '/a?b',
        headers: { host: `loopback.test:${port}`, connection: 'keep-alive' },
        body: '',
      },
    ]);
  });

  it('should not follow a redirect', async () => {
    const other = await TargetServer.start(always(200));
    servers.push(other);
    for (const status of [301, 302, 303, 307, 308]) {
      const first = servers[0];
      if (first === undefined) throw new Error('no server');
      first.respond = (_request, response) => {
        response.writeHead(status, { Location: other.url() }).end();
      };
      expect(
        await ask(new Dialler(new AddressGuard(['127.0.0.0/8']), NO_LOOKUP), first.url()),
      ).toBe(status);
    }
    expect(other.connections).toBe(0);
  });

  it('should not use a proxy of the environment', async () => {
    const [target] = servers;
    const proxy = await TargetServer.start(always(502));
    servers.push(proxy);
    const names = ['HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'NODE_USE_ENV_PROXY'];
    for (const name of names) process.env[name] = proxy.url('');
    try {
      const dialler = new Dialler(new AddressGuard(['127.0.0.0/8']), NO_LOOKUP);
      expect(await ask(dialler, target?.url() ?? '')).toBe(200);
    } finally {
      for (const name of names) Reflect.deleteProperty(process.env, name);
    }
    expect(proxy.connections).toBe(0);
  });
});
