import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ProbeOutcome } from '../../src/probe/check/probe-outcome.js';
import type { ProbeTarget } from '../../src/probe/check/probe-target.js';
import { Prober } from '../../src/probe/check/prober.js';
import { ProbeSchedule } from '../../src/probe/schedule/probe-schedule.service.js';
import { manifest } from '../support/example-manifest.js';
import { ProbedDirectory } from '../support/probed-directory.js';
import { until } from '../support/redis-process.js';
import { always, TargetServer } from '../support/target-server.js';

const ALIVE: ProbeOutcome = { state: 'alive', detail: 'HTTP 200' };
const HANGS: ProbeOutcome = { state: 'unreachable', detail: 'no HTTP answer' };

describe('Turns of probes', () => {
  let probed: ProbedDirectory;
  let asked: Map<string, number>;
  let left: number;
  let isOver: boolean;
  let target: TargetServer | undefined;

  beforeEach(async () => {
    probed = await ProbedDirectory.start();
    asked = new Map();
    left = 0;
    isOver = false;
  });

  afterEach(async () => {
    // Also when a test has failed.
    isOver = true;
    probed.directory.clock.advance(5_000);
    await probed.directory.end();
    await target?.stop();
    target = undefined;
  });

  /** Servers whose host or path has "hang" in it hold a probe for 5 s, the others answer at once; nothing is dialled. */
  function standIn(): void {
    const { app, clock } = probed.directory;
    app.get(Prober).probe = async ({ url }: ProbeTarget) => {
      asked.set(url, (asked.get(url) ?? 0) + 1);
      if (isOver || !url.includes('hang')) return ALIVE;
      left += 1;
      await new Promise<void>((resolve) => clock.after(5_000, resolve));
      left -= 1;
      return HANGS;
    };
  }

  async function registerAll(urls: readonly string[], interval_seconds: number): Promise<void> {
    const servers = urls.map((mcp, index) =>
      manifest(`s${index}`, {
        endpoints: { mcp },
        heartbeat_interval_seconds: 0,
        probe: { enabled: true, interval_seconds },
      }),
    );
    await probed.directory.http.post('/servers/batch/register').send({ servers }).expect(200);
  }

  /** Lets time pass in steps of a second, as the timetable does. */
  async function pass(seconds: number): Promise<void> {
    const schedule = probed.directory.app.get(ProbeSchedule);
    for (let second = 0; second < seconds; second += 1) {
      probed.directory.clock.advance(1_000);
      void schedule.look();
      // What is found is stored meanwhile.
      for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
    }
  }

  /** Lets all probes end that are under way. */
  async function finish(): Promise<void> {
    await until('no probe is under way', () => {
      probed.directory.clock.advance(5_000);
      return left === 0;
    });
  }

  it('should ask a healthy server as often as it wants beside 12 of its host that hang', async () => {
    standIn();
    const good = 'http://host.example/good';
    const hanging = Array.from({ length: 12 }, (_, index) => `http://host.example/hang${index}`);
    await registerAll([...hanging, good], 10);
    await pass(30);
    asked.clear();
    await pass(90);
    expect(asked.get(good)).toBeGreaterThanOrEqual(7);
    for (const url of hanging) expect(asked.get(url) ?? 0).toBeGreaterThanOrEqual(1);
    await finish();
  });

  it('should give a healthy server its turn on demand beside 600 names that hang', async () => {
    standIn();
    const good = 'http://good.example/mcp';
    const hanging = Array.from({ length: 600 }, (_, index) => `http://hang${index}.example/mcp`);
    await registerAll([good, ...hanging], 60);
    await probed.directory.http.post('/servers/s0/probe').expect(200);
    await pass(65);
    expect(left).toBeGreaterThan(5);
    for (let time = 0; time < 4; time += 1) {
      const answer = await probed.directory.http.post('/servers/s0/probe').expect(200);
      expect(answer.body).toMatchObject({ id: 's0', probe: { state: 'alive' } });
      await pass(1);
    }
    // One that is new and was never asked has its turn too.
    await probed.register('new', { mcp: 'http://new.other/mcp' });
    await probed.directory.http.post('/servers/new/probe').expect(200);
    await finish();
  });

  it('should look again soon at a good server that failed once, and change nothing', async () => {
    target = await TargetServer.start(always(200));
    await probed.register('a', { mcp: target.url(), health: target.url('/health') });
    await probed.probeAll();
    await probed.probeAll();
    const before = await probed.history('a');
    target.respond = always(503);
    await probed.probeAll();
    expect(await probed.view('a')).toBe('healthy probe_succeeded alive');
    target.respond = always(200);
    await probed.probeAll(4_000);
    expect(target.requests).toHaveLength(4);
    expect(await probed.view('a')).toBe('healthy probe_succeeded alive');
    await probed.probeAll(7_000);
    expect(target.requests).toHaveLength(4);
    expect(await probed.history('a')).toEqual(before);
  });

  it('should believe a third failure in a row, within seconds', async () => {
    target = await TargetServer.start(always(200));
    await probed.register('a', { mcp: target.url(), health: target.url('/health') });
    await probed.probeAll();
    target.respond = always(503);
    await probed.probeAll();
    await probed.probeAll(4_000);
    expect(await probed.view('a')).toBe('healthy probe_succeeded alive');
    await probed.probeAll(7_000);
    expect(await probed.view('a')).toBe('offline probe_failed unreachable');
    await probed.probeAll(7_000);
    expect(target.requests).toHaveLength(4);
  });

  it('should look again soon, too, when the first failure was found on demand', async () => {
    target = await TargetServer.start(always(200));
    await probed.register('a', { mcp: target.url(), health: target.url('/health') });
    await probed.probeAll();
    target.respond = always(503);
    const demand = () => probed.directory.http.post('/servers/a/probe').expect(200);
    for (let time = 0; time < 5; time += 1) {
      expect((await demand()).body).toMatchObject({ probe: { state: 'unreachable' } });
    }
    expect(await probed.view('a')).toBe('healthy probe_succeeded alive');
    await probed.probeAll(4_000);
    await probed.probeAll(7_000);
    expect(await probed.view('a')).toBe('offline probe_failed unreachable');
  });
});
