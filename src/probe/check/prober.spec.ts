import { getEventListeners, once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { modernServer } from '../../../test/support/mcp-servers.js';
import { always, silent, TargetServer } from '../../../test/support/target-server.js';
import { until } from '../../../test/support/redis-process.js';
import type { Endpoints, Manifest } from '../../manifest/manifest.js';
import { type Ask, Dialler } from '../../outbound/dial/dialler.js';
import { hostLookup } from '../../outbound/dial/host-lookup.js';
import { AddressGuard } from '../../outbound/guard/address-guard.js';
import type { ProbeOutcome } from './probe-outcome.js';
import { targetOf } from './probe-target.js';
import { Prober } from './prober.js';

/** The public answer, the same in all cases, and the line in the operators' log. */
const withoutHttp = (cause: string | RegExp) => ({
  state: 'unreachable',
  detail:
    'no HTTP answer: no connection, no answer in time, another protocol, or a certificate that is not accepted',
  cause: typeof cause === 'string' ? cause : (expect.stringMatching(cause) as unknown),
});

/** Notes the answers whose beginning the prober has got. */
class NotingDialler extends Dialler {
  begun = 0;

  override converse<T>(url: string, talk: (ask: Ask) => Promise<T>): Promise<T> {
    return super.converse(url, (ask) =>
      talk(async (...question) => {
        const answer = await ask(...question);
        this.begun += 1;
        return answer;
      }),
    );
  }
}

const CLIENT = { name: 'omega-fastmcp-directory', version: '1.2.3' };

describe(Prober.name, () => {
  let clock: ManualClock;
  let dialler: NotingDialler;
  let prober: Prober;
  let server: TargetServer;
  let stop: AbortController;

  beforeEach(async () => {
    clock = new ManualClock();
    dialler = new NotingDialler(new AddressGuard(['127.0.0.1/32']), hostLookup());
    prober = new Prober(dialler, CLIENT, clock);
    server = await TargetServer.start(silent);
    stop = new AbortController();
  });

  afterEach(async () => {
    await server.stop();
  });

  function probe(endpoints: Endpoints): Promise<ProbeOutcome> {
    return prober.probe(targetOf(manifestOf(endpoints)), stop.signal);
  }

  const probeMcp = () => probe({ mcp: server.url() });
  const probeHealth = () => probe({ mcp: 'http://127.0.0.1:1/', health: server.url('/health') });

  describe('of a health endpoint', () => {
    it.each([
      [200, 'alive', 'HTTP 200'],
      [204, 'alive', 'HTTP 204'],
      [401, 'gated', 'HTTP 401'],
      [403, 'gated', 'HTTP 403'],
      [429, 'gated', 'HTTP 429'],
      [302, 'wrong_transport', 'HTTP 302, a redirect, which is not followed'],
      [400, 'wrong_transport', 'HTTP 400'],
      [404, 'wrong_transport', 'HTTP 404'],
      [405, 'wrong_transport', 'HTTP 405'],
      [500, 'unreachable', 'HTTP 500'],
      [503, 'unreachable', 'HTTP 503'],
    ])('should read %i as %s', async (status, state, detail) => {
      server.respond = always(status);
      expect(await probeHealth()).toEqual({ state, detail });
    });

    it('should say who asks, and send nothing else', async () => {
      server.respond = always(200);
      await probeHealth();
      expect(server.requests).toEqual([
        {
          method: 'GET',
          path: '/health',
          headers: {
            host: `127.0.0.1:${server.port}`,
            connection: 'keep-alive',
            'user-agent': 'omega-fastmcp-directory/1.2.3 (health probe)',
            accept: '*/*',
            'accept-encoding': 'identity',
          },
          body: '',
        },
      ]);
    });

    it('should leave a body alone that never ends', async () => {
      let closed = false;
      server.respond = (_request, response) => {
        response.on('close', () => {
          closed = true;
        });
        response.writeHead(200, { 'Content-Type': 'text/event-stream' });
        response.write('data: on and on\n\n');
      };
      expect(await probeHealth()).toMatchObject({ state: 'alive' });
      await until('the connection is closed', () => closed);
    });
  });

  describe('without an answer', () => {
    let raw: Server | undefined;

    afterEach(() => {
      raw?.close();
      raw = undefined;
    });

    async function listen(meet: (socket: Socket) => void): Promise<string> {
      raw = createServer(meet).listen(0, '127.0.0.1');
      await once(raw, 'listening');
      return `http://127.0.0.1:${(raw.address() as AddressInfo).port}/mcp`;
    }

    it('should tell a refused connection to operators only', async () => {
      const mcp = server.url();
      await server.stop();
      expect(await probe({ mcp })).toEqual(withoutHttp('connection refused'));
    });

    it('should tell a closed connection to operators only', async () => {
      const url = await listen((socket) => socket.end());
      expect(await probe({ mcp: url })).toEqual(
        withoutHttp('the connection was closed without an answer'),
      );
    });

    it('should tell another protocol to operators only, and nothing of what it says', async () => {
      const url = await listen((socket) => socket.end('220 mail.example ESMTP secret\r\n'));
      expect(await probe({ mcp: url })).toEqual(withoutHttp(/^no HTTP \(HPE_\w+\)$/));
      const tls = await probe({ mcp: url.replace('http:', 'https:') });
      expect(tls).toEqual(withoutHttp(/^no HTTP \(\w+\)$/));
    });

    it('should wait as long as the manifest says, and no longer', async () => {
      const probe = { enabled: true, timeout_ms: 800 };
      const target = targetOf({ ...manifestOf({ mcp: server.url() }), probe });
      const probing = prober.probe(target, stop.signal);
      await until('it was asked', () => server.requests.length === 1);
      clock.advance(799);
      expect(await Promise.race([probing, Promise.resolve('waits')])).toBe('waits');
      clock.advance(1);
      expect(await probing).toEqual(withoutHttp('no answer within 0.8 s'));
    });

    it('should wait for a whole answer no longer than for its beginning', async () => {
      server.respond = (_request, response) => {
        response.writeHead(200, { 'Content-Type': 'application/json' });
        response.write('{"jsonrpc":');
      };
      const probing = probeMcp();
      await until('an answer has begun', () => dialler.begun === 1);
      clock.advance(5_000);
      expect(await probing).toEqual({ state: 'timeout', detail: 'no answer within 5 s' });
    });

    it('should end at once when it is told to stop', async () => {
      const probing = probeMcp();
      await until('it was asked', () => server.requests.length === 1);
      stop.abort(new Error('stopped'));
      await expect(probing).rejects.toThrow('stopped');
    });

    it('should leave nothing behind at the signal that outlives it', async () => {
      server.respond = modernServer;
      const target = targetOf(manifestOf({ mcp: server.url() }));
      await prober.probe(target, stop.signal);
      await server.stop();
      await prober.probe(target, stop.signal);
      expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
    });

    it('should tell what the guard refused, and send nothing', async () => {
      expect(await probe({ mcp: `http://127.0.0.2:${server.port}/mcp` })).toEqual({
        state: 'refused',
        detail: '127.0.0.2 is not public (loopback) and not in PROBE_ALLOW_CIDRS',
      });
      expect(server.connections).toBe(0);
    });

    it('should dial a dead origin only a few times in a row, unless it is asked to', async () => {
      const target = targetOf(manifestOf({ mcp: server.url() }));
      await server.stop();
      for (let time = 0; time < 5; time += 1) {
        expect((await prober.probe(target, stop.signal)).cause).toBe('connection refused');
      }
      server = await TargetServer.start(
        modernServer,
        '127.0.0.1',
        Number(new URL(target.url).port),
      );
      expect(await probe({ mcp: server.url('/other') })).toEqual({
        ...withoutHttp('connection refused, at the last tries on this host'),
        isAssumed: true,
      });
      expect(server.connections).toBe(0);
      expect(await prober.probe(target, stop.signal, true)).toMatchObject({ state: 'alive' });
      expect(await probe({ mcp: server.url('/other') })).toMatchObject({ state: 'alive' });
    });
  });
});

function manifestOf(endpoints: Endpoints): Manifest {
  const base = { id: 'a', display_name: 'a', version: '1', cache_ttl_seconds: 60 };
  return { ...base, heartbeat_interval_seconds: 0, endpoints };
}
