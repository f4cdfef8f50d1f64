import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ProbeSchedule } from '../../src/probe/schedule/probe-schedule.service.js';
import { endlessStream, legacyServer, modernServer } from '../support/mcp-servers.js';
import { OpenApi } from '../support/openapi.js';
import { ProbedDirectory } from '../support/probed-directory.js';
import { until } from '../support/redis-process.js';
import { always, type Respond, silent, TargetServer } from '../support/target-server.js';
import { DIRECTORY } from '../support/test-app.js';

describe('Probes', () => {
  let probed: ProbedDirectory;
  let target: TargetServer;

  beforeEach(async () => {
    probed = await ProbedDirectory.start();
    target = await TargetServer.start(always(200));
  });

  afterEach(async () => {
    await probed.directory.end();
    await target.stop();
  });

  const health = () => ({ mcp: target.url('/mcp'), health: target.url('/health') });
  const mcp = () => ({ mcp: target.url('/mcp') });

  it('should give a static server its status, each change with its reason', async () => {
    await probed.register('a', health());
    expect(await probed.view('a')).toBe('unknown registered -');
    const steps: [Respond, string][] = [
      [always(200), 'healthy probe_succeeded alive'],
      [always(401), 'healthy probe_succeeded gated'],
      [always(404), 'degraded probe_failed wrong_transport'],
      [always(503), 'offline probe_failed unreachable'],
      [always(204), 'healthy probe_succeeded alive'],
    ];
    for (const [respond, view] of steps) {
      target.respond = respond;
      await probed.probeUntilBelieved();
      expect(await probed.view('a')).toBe(view);
    }
    expect(await probed.history('a')).toEqual([
      'member registered registered unknown',
      'prober status probe_succeeded healthy',
      'prober probe probe_succeeded healthy',
      'prober status probe_failed degraded',
      'prober status probe_failed offline',
      'prober status probe_succeeded healthy',
    ]);
  });

  it.each<[string, Respond, string]>([
    ['a new MCP server', modernServer, 'healthy probe_succeeded alive'],
    ['an older MCP server', legacyServer(new Set()), 'healthy probe_succeeded alive'],
    ['a stream that never ends', endlessStream, 'healthy probe_succeeded alive'],
    ['one that wants to know who asks', always(401), 'healthy probe_succeeded gated'],
    ['a web page', always(200, 'text/html', '<p>'), 'degraded probe_failed not_mcp'],
    ['one that takes no POST', always(405), 'degraded probe_failed wrong_transport'],
    ['a broken gateway', always(502), 'offline probe_failed unreachable'],
  ])('should find out about %s', async (_what, respond, view) => {
    target.respond = respond;
    await probed.register('a', mcp());
    await probed.probeAll();
    expect(await probed.view('a')).toBe(view);
  });

  it('should not follow a redirect to where it may not go', async () => {
    const secret = await TargetServer.start(always(200));
    target.respond = (_request, response) => {
      response.writeHead(302, { Location: secret.url('/') }).end();
    };
    await probed.register('a', health());
    await probed.probeAll();
    expect(await probed.view('a')).toBe('degraded probe_failed wrong_transport');
    expect(secret.connections).toBe(0);
    await secret.stop();
  });

  it('should call a server that does not answer in time offline, and one that is gone', async () => {
    target.respond = silent;
    await probed.register('slow', health(), { probe: { enabled: true, timeout_ms: 200 } });
    const gone = await TargetServer.start(silent);
    await probed.register('gone', { mcp: gone.url() });
    await gone.stop();
    const { clock, app } = probed.directory;
    clock.advance(67_000);
    const probing = app.get(ProbeSchedule).probeDue();
    await until('it was asked', () => target.requests.length === 1);
    clock.advance(200);
    await probing;
    // What is told of both does not tell them apart: the directory scans no ports for anybody.
    const [slow, dead] = [await probed.entry('slow'), await probed.entry('gone')];
    expect([slow.status, slow.directory.status_reason]).toEqual(['offline', 'probe_failed']);
    expect([dead.status, dead.directory.status_reason]).toEqual(['offline', 'probe_failed']);
    expect(slow.directory.probe).toMatchObject({
      state: 'unreachable',
      reason: expect.stringMatching(/^no HTTP answer: /) as unknown,
    });
    const { state, reason } = slow.directory.probe ?? {};
    expect(dead.directory.probe).toMatchObject({ state, reason });
  });

  it('should not judge a server by a probe that was refused, and send nothing', async () => {
    const url = `http://127.0.0.2:${target.port}`;
    await probed.register('a', { mcp: `${url}/mcp`, health: `${url}/health` });
    await probed.probeAll();
    const { status, directory } = await probed.entry('a');
    expect(status).toBe('unknown');
    expect(directory.probe).toMatchObject({
      state: 'refused',
      reason: '127.0.0.2 is not public (loopback) and not in PROBE_ALLOW_CIDRS',
    });
    expect(target.connections).toBe(0);
  });

  it('should show what it finds of a leased server, and leave its status alone', async () => {
    await probed.register('a', health(), { heartbeat_interval_seconds: 3_600 });
    target.respond = always(503);
    await probed.probeAll();
    expect(await probed.view('a')).toBe('healthy registered unreachable');
    const listing = await probed.directory.http.get(`${DIRECTORY}/servers`).expect(200);
    expect(listing.body).toMatchObject({
      servers: [
        {
          status: 'healthy',
          directory: { probe: { state: 'unreachable', reason: 'HTTP 503' } },
        },
      ],
    });
  });

  it('should change nothing that is stored or tagged by finding the same again', async () => {
    await probed.register('a', health());
    await probed.probeAll();
    const [first, listed] = [await probed.get('a'), await list()];
    await probed.probeAll();
    const [second, listedAgain] = [await probed.get('a'), await list()];
    expect(target.requests).toHaveLength(2);
    expect(checkedAt(first.body)).toBe('2026-11-22T12:01:07.000Z');
    expect(checkedAt(second.body)).toBe('2026-11-22T12:02:14.000Z');
    expect(second.headers['etag']).toBe(first.headers['etag']);
    expect([listedAgain.headers['etag'], listedAgain.text]).toEqual([
      listed.headers['etag'],
      listed.text,
    ]);
    expect(listed.text).not.toContain('checked_at');
    expect(await probed.history('a')).toHaveLength(2);
    target.respond = always(403);
    await probed.probeAll();
    expect((await probed.get('a')).headers['etag']).not.toBe(first.headers['etag']);
    expect((await list()).headers['etag']).not.toBe(listed.headers['etag']);
  });

  const list = () => probed.directory.http.get(`${DIRECTORY}/servers`).expect(200);
  const checkedAt = (body: unknown) =>
    (body as Awaited<ReturnType<ProbedDirectory['entry']>>).directory.probe?.checked_at;

  it('should document what it shows', async () => {
    await probed.register('a', health(), { probe: { enabled: true, interval_seconds: 60 } });
    await probed.probeAll();
    const openApi = await OpenApi.of(probed.directory);
    expect(openApi.faults('get', `${DIRECTORY}/servers/{id}`, await probed.get('a'))).toEqual([]);
    const checked = await probed.directory.http.post('/servers/a/probe').expect(200);
    expect(openApi.faults('post', '/servers/{id}/probe', checked)).toEqual([]);
  });

  it('should probe whoever wants it, when it wants it', async () => {
    await probed.register('off', health(), { probe: { enabled: false } });
    await probed.register('none', health(), { probe: undefined });
    await probed.register('removed', health());
    await probed.register('changed', health());
    await probed.directory.http.delete('/servers/removed').expect(200);
    await probed.register('changed', health(), { probe: { enabled: false } });
    await probed.probeAll();
    expect(target.connections).toBe(0);
    const probe = { enabled: true, interval_seconds: 600 };
    await probed.register('changed', { ...health(), health: target.url('/new') }, { probe });
    await probed.probeAll(601_000);
    await probed.probeAll(300_000);
    expect(target.requests.map(({ path }) => path)).toEqual(['/new']);
    await probed.probeAll(361_000);
    expect(target.requests.map(({ path }) => path)).toEqual(['/new', '/new']);
    await probed.register('changed', health(), { probe: undefined });
    expect(await probed.view('changed')).toBe('unknown updated -');
    await probed.probeAll(999_000);
    expect(target.requests).toHaveLength(2);
  });

  it('should ask less often while nobody answers, and often again afterwards', async () => {
    const { port } = target;
    await probed.register('a', health());
    await target.stop();
    await probed.probeAll();
    const times = new Set<string | undefined>();
    for (let minute = 0; minute < 30; minute += 1) {
      await probed.probeAll(60_000);
      times.add((await probed.entry('a')).directory.probe?.checked_at);
    }
    expect(times.size).toBeGreaterThan(5);
    expect(times.size).toBeLessThan(13);
    target = await TargetServer.start(always(200), '127.0.0.1', port);
    await probed.directory.http.post('/servers/a/probe').expect(200);
    expect(await probed.view('a')).toBe('healthy probe_succeeded alive');
  });

  it('should probe a few at a time on a host with many servers', async () => {
    let [now, most] = [0, 0];
    target.respond = (_request, response) => {
      now += 1;
      most = Math.max(most, now);
      setImmediate(() => {
        now -= 1;
        response.writeHead(200).end();
      });
    };
    for (let index = 0; index < 30; index += 1) await probed.register(`s${index}`, health());
    await probed.probeAll();
    expect(target.requests).toHaveLength(30);
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(4);
  });

  it('should not believe that everybody is gone at once', async () => {
    const ids = Array.from({ length: 10 }, (_, index) => `s${index}`);
    for (const id of ids) await probed.register(id, health());
    await probed.probeAll();
    target.respond = always(503);
    await probed.probeUntilBelieved();
    const statuses = async () => {
      const views = await Promise.all(ids.map((id) => probed.entry(id)));
      return Map.groupBy(views, ({ status }) => status);
    };
    expect((await statuses()).get('offline')).toHaveLength(3);
    expect((await statuses()).get('healthy')).toHaveLength(7);
    expect((await probed.directory.http.get('/health').expect(200)).body).toMatchObject({
      status: 'degraded',
      details: { probes: { status: 'degraded', servers: 10, probed: 10, gone: 10 } },
    });
    for (let minute = 0; minute < 16; minute += 1) await probed.probeAll();
    expect((await statuses()).get('offline')).toHaveLength(10);
  });
});
