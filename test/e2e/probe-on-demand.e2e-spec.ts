import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ProcessState } from '../../src/common/process-state.js';
import { ProbeSchedule } from '../../src/probe/schedule/probe-schedule.service.js';
import { modernServer } from '../support/mcp-servers.js';
import { ProbedDirectory } from '../support/probed-directory.js';
import { until } from '../support/redis-process.js';
import { silent, TargetServer } from '../support/target-server.js';
import { DIRECTORY } from '../support/test-app.js';

describe('A probe on demand', () => {
  let probed: ProbedDirectory;
  let target: TargetServer;

  beforeEach(async () => {
    probed = await ProbedDirectory.start();
    target = await TargetServer.start(modernServer);
  });

  afterEach(async () => {
    await probed.directory.end();
    await target.stop();
  });

  const mcp = () => ({ mcp: target.url('/mcp') });
  const demand = (id: string) => probed.directory.http.post(`/servers/${id}/probe`);

  it('should look at once, and count like any other probe', async () => {
    await probed.register('a', mcp());
    const answer = await demand('a').expect(200);
    expect(answer.body).toEqual({
      id: 'a',
      probe: {
        state: 'alive',
        reason: 'answers server/discover',
        checked_at: '2026-11-22T12:00:00.000Z',
      },
    });
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(await probed.view('a')).toBe('healthy probe_succeeded alive');
    const { probe } = (await probed.entry('a')).directory;
    expect(probe?.checked_at).toBe('2026-11-22T12:00:00.000Z');
  });

  it('should only tell, where the manifest enables no probes', async () => {
    await probed.register('off', mcp(), { probe: { enabled: false } });
    await probed.register('leased', mcp(), { probe: undefined, heartbeat_interval_seconds: 30 });
    for (const id of ['off', 'leased']) {
      const before = await probed.get(id);
      const { body } = (await demand(id).expect(200)) as { body: { probe: { state: string } } };
      expect(body.probe.state).toBe('alive');
      const after = await probed.get(id);
      expect([after.text, after.headers['etag']]).toEqual([before.text, before.headers['etag']]);
      expect(await probed.history(id)).toHaveLength(1);
    }
  });

  it.each([
    ['a literal address', (port: number) => `http://127.0.0.2:${port}/`],
    ['an IPv6 address', (port: number) => `http://[::1]:${port}/`],
    ['a mapped address', (port: number) => `http://[::ffff:7f00:2]:${port}/`],
    ['a name', (port: number) => `http://localhost:${port}/`],
    ['cloud metadata', () => 'http://169.254.169.254/latest/meta-data/'],
  ])('should tell that it may not go to %s, and not go', async (_what, url) => {
    await probed.register('a', { mcp: url(target.port) });
    const { body } = (await demand('a').expect(200)) as {
      body: { probe: { state: string; reason: string } };
    };
    expect(body.probe.state).toBe('refused');
    expect(body.probe.reason).toMatch(/not in PROBE_ALLOW_CIDRS|never probed/);
    expect(await probed.view('a')).toBe('unknown registered refused');
    expect(target.connections).toBe(0);
  });

  it('should take an empty body or none, and no fields', async () => {
    await probed.register('a', mcp());
    await demand('a').send({}).expect(200);
    await demand('a').set('Content-Type', 'application/json').send('').expect(200);
    const refused = await demand('a').send({ url: 'http://127.0.0.1:1/' }).expect(400);
    expect(refused.body).toMatchObject({
      code: 'VALIDATION_FAILED',
      errors: [{ path: 'url', message: 'is not a known field' }],
    });
  });

  it('should know only registered servers', async () => {
    await probed.register('gone', mcp());
    await probed.directory.http.delete('/servers/gone').expect(200);
    for (const id of ['nobody', 'gone']) {
      const { body } = (await demand(id).expect(404)) as { body: unknown };
      expect(body).toMatchObject({ code: 'SERVER_NOT_REGISTERED' });
    }
    expect(target.connections).toBe(0);
  });

  it('should share the answer among those who ask at once', async () => {
    await probed.register('a', mcp());
    const answers = await Promise.all([demand('a'), demand('a'), demand('a')]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(target.connections).toBeLessThan(3);
  });

  describe('of a busy host', () => {
    interface Told {
      readonly status: number;
      readonly body: unknown;
      readonly retryAfter: string | undefined;
    }

    async function tell(id: string): Promise<Told> {
      const answer = await demand(id);
      const body = answer.body as unknown;
      return { status: answer.status, body, retryAfter: answer.headers['retry-after'] };
    }

    /** Asks for both, the second one `later` ms after the first, which gets no answer. */
    async function demandBoth(later: number): Promise<readonly [Promise<Told>, Promise<Told>]> {
      const { clock } = probed.directory;
      target.respond = silent;
      await probed.register('a', mcp());
      await probed.register('b', mcp());
      const timers = clock.pending;
      const first = tell('a');
      await until('the host is busy', () => target.requests.length === 1);
      clock.advance(later);
      const second = tell('b');
      // Patience and deadline of the first one, patience of the second.
      await until('the second one waits', () => clock.pending === timers + 3);
      target.respond = modernServer;
      return [first, second];
    }

    it('should wait', async () => {
      const [first, second] = await demandBoth(1);
      probed.directory.clock.advance(4_999);
      expect(await first).toMatchObject({ body: { probe: { state: 'unreachable' } } });
      expect(await second).toMatchObject({ status: 200, body: { probe: { state: 'alive' } } });
    });

    it('should not wait for long', async () => {
      const [first, second] = await demandBoth(0);
      probed.directory.clock.advance(5_000);
      expect(await first).toMatchObject({ body: { probe: { state: 'unreachable' } } });
      expect(await second).toMatchObject({
        status: 503,
        body: { code: 'PROBES_BUSY' },
        retryAfter: '5',
      });
      expect(target.requests).toHaveLength(1);
    });
  });

  it('should probe nobody while it drains, and end what is under way', async () => {
    target.respond = silent;
    await probed.register('a', mcp());
    await probed.register('b', { mcp: target.url('/other') });
    const { clock, app, http } = probed.directory;
    clock.advance(67_000);
    const round = app.get(ProbeSchedule).probeDue();
    const demanded = demand('a').then(({ status, body }) => ({ status, body: body as unknown }));
    await until('it is asked', () => target.requests.length >= 1);
    app.get(ProcessState).drain();
    await round;
    expect(await demanded).toMatchObject({ status: 503, body: { code: 'NOT_READY' } });
    const asked = target.requests.length;
    await app.get(ProbeSchedule).look();
    expect(target.requests).toHaveLength(asked);
    expect((await http.get(`${DIRECTORY}/servers/a`).expect(200)).body).toMatchObject({
      status: 'unknown',
    });
  });
});
