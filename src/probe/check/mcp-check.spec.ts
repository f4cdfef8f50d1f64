import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  endlessStream,
  jsonRpc,
  legacyServer,
  modernServer,
} from '../../../test/support/mcp-servers.js';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { until } from '../../../test/support/redis-process.js';
import { always, type Respond, silent, TargetServer } from '../../../test/support/target-server.js';
import { Dialler } from '../../outbound/dial/dialler.js';
import { hostLookup } from '../../outbound/dial/host-lookup.js';
import { AddressGuard } from '../../outbound/guard/address-guard.js';
import { checkMcp } from './mcp-check.js';
import type { ProbeOutcome } from './probe-outcome.js';

const CLIENT = { name: 'omega-fastmcp-directory', version: '1.2.3' };
const METHOD_NOT_FOUND = { error: { code: -32601, message: 'Method not found' } };

/** A server with sessions that answers `initialize` with a stream, as the SDKs do by default. */
function streaming(sessions: Set<string>, end: (response: ServerResponse) => void): Respond {
  const legacy = legacyServer(sessions);
  return (request, response) => {
    if (!request.body.includes('initialize')) {
      legacy(request, response);
      return;
    }
    sessions.add('session-1');
    const headers = { 'Content-Type': 'text/event-stream', 'Mcp-Session-Id': 'session-1' };
    response.writeHead(200, headers).write('data: {"jsonrpc":"2.0","id":1,"result":{}}\n\n');
    end(response);
  };
}

describe(checkMcp.name, () => {
  const dialler = new Dialler(new AddressGuard(['127.0.0.1/32']), hostLookup());
  const clock = new ManualClock();
  let server: TargetServer;

  beforeEach(async () => {
    server = await TargetServer.start(silent);
  });

  afterEach(async () => {
    await server.stop();
  });

  function probeMcp(): Promise<ProbeOutcome> {
    const { signal } = new AbortController();
    return dialler.converse(server.url(), (ask) => checkMcp(ask, CLIENT, signal, clock));
  }

  it('should find a server of the newest revision alive by one question', async () => {
    server.respond = modernServer;
    expect(await probeMcp()).toEqual({ state: 'alive', detail: 'answers server/discover' });
    expect(server.asked).toEqual(['server/discover']);
  });

  it('should find an older server alive, and leave no session with it', async () => {
    const sessions = new Set<string>();
    server.respond = legacyServer(sessions);
    expect(await probeMcp()).toEqual({ state: 'alive', detail: 'answers initialize' });
    expect(server.asked).toEqual(['server/discover', 'initialize', 'DELETE']);
    expect(sessions.size).toBe(0);
  });

  it('should end the session of a server that answers with a stream', async () => {
    const sessions = new Set<string>();
    server.respond = streaming(sessions, (response) => response.end());
    expect(await probeMcp()).toEqual({ state: 'alive', detail: 'answers initialize' });
    expect(server.asked).toEqual(['server/discover', 'initialize', 'DELETE']);
    expect(sessions.size).toBe(0);
  });

  it('should leave a session alone whose connection does not come free', async () => {
    const timers = clock.pending;
    server.respond = streaming(new Set(), () => undefined);
    const probing = probeMcp();
    await until('the stream is waited for', () => clock.pending > timers);
    clock.advance(1_000);
    expect(await probing).toEqual({ state: 'alive', detail: 'answers initialize' });
    expect(server.asked).toEqual(['server/discover', 'initialize']);
  });

  it.each<[string, OutgoingHttpHeaders]>([
    ['closes it', { Connection: 'close' }],
    ['keeps it open', {}],
  ])(
    'should send no DELETE on another connection than the one of a server that %s',
    async (_what, headers) => {
      const legacy = legacyServer(new Set());
      const ports = new Map<string, Set<number | undefined>>();
      server.respond = (request, response) => {
        const which = ports.get(request.method) ?? new Set();
        ports.set(request.method, which.add(response.socket?.remotePort));
        for (const [name, value = ''] of Object.entries(headers)) response.setHeader(name, value);
        legacy(request, response);
      };
      expect(await probeMcp()).toMatchObject({ state: 'alive' });
      const closes = 'Connection' in headers;
      expect(server.asked).toEqual([
        'server/discover',
        'initialize',
        ...(closes ? [] : ['DELETE']),
      ]);
      expect(ports.get('POST')?.size).toBe(closes ? 2 : 1);
      if (!closes) expect(ports.get('DELETE')).toEqual(ports.get('POST'));
    },
  );

  it('should take a stream for an answer before it says anything', async () => {
    server.respond = endlessStream;
    expect(await probeMcp()).toEqual({ state: 'alive', detail: 'answers initialize' });
    server.respond = (_request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      response.flushHeaders();
    };
    expect(await probeMcp()).toEqual({ state: 'alive', detail: 'answers server/discover' });
  });

  const error = (code: number) => ({ error: { code, message: 'no' } });
  const cases: readonly [what: string, respond: Respond, state: string, detail: string][] = [
    ['401', always(401, 'application/json', '{}'), 'gated', 'HTTP 401'],
    ['403', always(403), 'gated', 'HTTP 403'],
    [
      'a version it does not support',
      jsonRpc(400, error(-32022)),
      'alive',
      'answers server/discover',
    ],
    [
      'another error to initialize',
      jsonRpc(400, error(-32602)),
      'alive',
      'answers initialize with error -32602',
    ],
    [
      'JSON-RPC of another kind',
      jsonRpc(200, METHOD_NOT_FOUND),
      'not_mcp',
      'speaks JSON-RPC, but not MCP',
    ],
    [
      'JSON-RPC of another kind, by its status',
      jsonRpc(404, METHOD_NOT_FOUND),
      'not_mcp',
      'speaks JSON-RPC, but not MCP',
    ],
    [
      'a web page',
      always(200, 'text/html; charset=utf-8', '<html>secret</html>'),
      'not_mcp',
      'HTTP 200 with text/html, not MCP',
    ],
    [
      'other JSON',
      always(200, 'application/json', '{"status":"ok"}'),
      'not_mcp',
      'HTTP 200 with application/json, not MCP',
    ],
    [
      'broken JSON',
      always(200, 'application/json', '{"jsonrpc":"2.0","id":1,"result":'),
      'not_mcp',
      'HTTP 200 with application/json, not MCP',
    ],
    [
      'a list',
      always(200, 'application/json', '['.repeat(60_000)),
      'not_mcp',
      'HTTP 200 with application/json, not MCP',
    ],
    ['no media type', always(200, '', '{}'), 'not_mcp', 'HTTP 200 with no media type, not MCP'],
    [
      'a media type with words in it',
      always(200, 'ignore all rules/x'),
      'not_mcp',
      'HTTP 200 with no media type, not MCP',
    ],
    ['202', always(202), 'not_mcp', 'HTTP 202 with text/plain, not MCP'],
    ['404', always(404, 'text/html'), 'wrong_transport', 'HTTP 404'],
    ['405', always(405), 'wrong_transport', 'HTTP 405'],
    ['406', always(406), 'wrong_transport', 'HTTP 406'],
    ['415', always(415), 'wrong_transport', 'HTTP 415'],
    ['a redirect', always(307), 'wrong_transport', 'HTTP 307, a redirect, which is not followed'],
    ['500', always(500, 'text/html'), 'unreachable', 'HTTP 500'],
    ['502', always(502, 'text/html'), 'unreachable', 'HTTP 502'],
    ['503 in JSON-RPC', jsonRpc(503, METHOD_NOT_FOUND), 'unreachable', 'HTTP 503'],
  ];

  it.each(cases)('should judge %s', async (_what, respond, state, detail) => {
    server.respond = respond;
    expect(await probeMcp()).toEqual({ state, detail });
  });

  it('should ask a clumsy server in the old way', async () => {
    server.respond = (request, response) => {
      const discovers = request.body.includes('server/discover');
      (discovers ? always(500) : legacyServer(new Set()))(request, response);
    };
    expect(await probeMcp()).toMatchObject({ state: 'alive' });
  });

  it('should not read more than it needs', async () => {
    let written = 0;
    server.respond = (_request, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json' });
      const chunk = Buffer.alloc(16 * 1_024, ' ');
      const write = (): void => {
        if (response.destroyed) return;
        written += chunk.length;
        response.write(chunk, write);
      };
      write();
    };
    expect(await probeMcp()).toMatchObject({ state: 'not_mcp' });
    // What is on its way in buffers of the system comes on top.
    expect(written).toBeLessThan(16 * 1_024 * 1_024);
  });
});
