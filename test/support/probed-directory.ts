import type { Response } from 'supertest';
import { ProbeSchedule } from '../../src/probe/schedule/probe-schedule.service.js';
import { manifest } from './example-manifest.js';
import { ManualClock } from './manual-clock.js';
import { DIRECTORY, startTestApp, type TestApp } from './test-app.js';

/** Longer than any first pause and than one interval of 60 s with its jitter. */
const ONE_INTERVAL_MS = 67_000;

/** Longer than the pauses before a second and a third look, with their jitter. */
const LOOK_AGAIN_MS = [4_000, 7_000];

/** What an entry says of its probes. */
export interface EntryView {
  readonly status: string;
  readonly directory: {
    readonly revision: number;
    readonly status_reason: string;
    readonly probe?: Record<'state' | 'reason' | 'since' | 'checked_at', string>;
  };
}

/** A directory that may probe 127.0.0.1, and the ways to let it. */
export class ProbedDirectory {
  private constructor(readonly directory: TestApp) {}

  static async start(
    env: Record<string, string> = {},
    clock = new ManualClock(),
  ): Promise<ProbedDirectory> {
    const allowed = { PROBE_ALLOW_CIDRS: '127.0.0.1/32', ...env };
    return new ProbedDirectory(await startTestApp({ env: allowed, clock }));
  }

  /** Registers a static server that wants probes; `changes` may say otherwise. */
  async register(id: string, endpoints: object, changes: object = {}): Promise<void> {
    const { status, text } = await this.directory.http.post('/servers/register').send(
      manifest(id, {
        endpoints,
        heartbeat_interval_seconds: 0,
        probe: { enabled: true },
        ...changes,
      }),
    );
    if (status >= 300) throw new Error(text);
  }

  /** Lets one interval of 60 s pass, and everybody be probed who is due. */
  async probeAll(ms = ONE_INTERVAL_MS): Promise<void> {
    this.directory.clock.advance(ms);
    await this.directory.app.get(ProbeSchedule).probeDue();
  }

  /** Lets everybody be probed as {@link probeAll} does, and those that failed be looked at again until it is believed. */
  async probeUntilBelieved(): Promise<void> {
    for (const ms of [ONE_INTERVAL_MS, ...LOOK_AGAIN_MS]) await this.probeAll(ms);
  }

  get(id: string): Promise<Response> {
    return this.directory.http.get(`${DIRECTORY}/servers/${id}`).expect(200);
  }

  async entry(id: string): Promise<EntryView> {
    return (await this.get(id)).body as EntryView;
  }

  /** Status, reason of the status, and what the probe found. */
  async view(id: string): Promise<string> {
    const { status, directory } = await this.entry(id);
    const { state = '-' } = directory.probe ?? {};
    return `${status} ${directory.status_reason} ${state}`;
  }

  async history(id: string): Promise<string[]> {
    const { body } = (await this.directory.http.get(`/servers/${id}/history`).expect(200)) as {
      body: { history: { actor: string; what: string; why: string; status: string | null }[] };
    };
    return body.history
      .map(({ actor, what, why, status }) => `${actor} ${what} ${why} ${status ?? '-'}`)
      .reverse();
  }
}
