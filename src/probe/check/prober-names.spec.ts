import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { legacyServer } from '../../../test/support/mcp-servers.js';
import { always, silent, TargetServer } from '../../../test/support/target-server.js';
import type { Manifest } from '../../manifest/manifest.js';
import { Dialler } from '../../outbound/dial/dialler.js';
import type { HostLookup } from '../../outbound/dial/host-lookup.js';
import { AddressGuard } from '../../outbound/guard/address-guard.js';
import { targetOf } from './probe-target.js';
import { Prober } from './prober.js';

const CLIENT = { name: 'omega-fastmcp-directory', version: '1.2.3' };

function manifestOf(mcp: string): Manifest {
  const base = { id: 'a', display_name: 'a', version: '1', cache_ttl_seconds: 60 };
  return { ...base, heartbeat_interval_seconds: 0, endpoints: { mcp } };
}

describe('A probe of a name', () => {
  const clock = new ManualClock();
  const stop = new AbortController();
  let server: TargetServer;

  beforeEach(async () => {
    server = await TargetServer.start(silent);
  });

  afterEach(async () => {
    await server.stop();
  });

  it('should tell a name that nobody knows to operators only', async () => {
    const unknown = Object.assign(new Error('unknown'), { code: 'ENOTFOUND' });
    const dialler = new Dialler(new AddressGuard([]), () => Promise.reject(unknown));
    const target = targetOf(manifestOf('http://nobody.test/mcp'));
    const found = await new Prober(dialler, CLIENT, clock).probe(target, stop.signal);
    expect(found).toEqual({
      state: 'unreachable',
      detail: expect.stringContaining('no HTTP answer') as unknown,
      cause: 'the name is not known',
    });
  });

  it('should refuse a port in the same words as an address that a name leads to', async () => {
    const lookUp: HostLookup = (name) =>
      Promise.resolve([{ address: name === 'inner.test' ? '10.0.0.5' : '127.0.0.1', family: 4 }]);
    const named = new Prober(
      new Dialler(new AddressGuard(['127.0.0.1/32']), lookUp),
      CLIENT,
      clock,
    );
    for (const mcp of ['http://inner.test/mcp', 'http://here.test:6379/mcp']) {
      expect(await named.probe(targetOf(manifestOf(mcp)), stop.signal)).toEqual({
        state: 'refused',
        detail:
          'the name leads to an address or a port that may not be probed: not public and not in PROBE_ALLOW_CIDRS, or never probed',
        cause: expect.stringMatching(/^not p/) as unknown,
      });
    }
  });

  it('should send nothing to where a name leads after the first answer', async () => {
    const inner = await TargetServer.start(always(200), '127.0.0.2', server.port);
    let lookUps = 0;
    const rebind: HostLookup = () => {
      lookUps += 1;
      return Promise.resolve([{ address: lookUps === 1 ? '127.0.0.1' : '127.0.0.2', family: 4 }]);
    };
    const legacy = legacyServer(new Set());
    server.respond = (request, response) => {
      response.setHeader('Connection', 'close');
      legacy(request, response);
    };
    const rebound = new Prober(
      new Dialler(new AddressGuard(['127.0.0.0/8']), rebind),
      CLIENT,
      clock,
    );
    const mcp = `http://rebound.test:${server.port}/indices/customers`;
    expect(await rebound.probe(targetOf(manifestOf(mcp)), stop.signal)).toEqual({
      state: 'alive',
      detail: 'answers initialize',
    });
    expect(server.asked).toEqual(['server/discover', 'initialize']);
    expect([inner.connections, lookUps]).toEqual([0, 1]);
    await inner.stop();
  });
});
