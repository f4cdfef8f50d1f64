import { setTimeout as pause } from 'node:timers/promises';
import { manifest } from '../../support/example-manifest.js';
import type { HttpClient } from './http-client.js';
import type { PaceFigures, PreservationFigures } from './status-watch.js';
import { anyServing, type Target } from './target.js';

/** The shortest that a manifest may say. */
export const INTERVAL_MS = 5_000;

/** After so long without a heartbeat a member is stale. */
export const TERM_MS = 3 * INTERVAL_MS;

/** What a member reads in the answer to a heartbeat. */
interface HeartbeatAnswer {
  readonly status: string;
  readonly next_heartbeat_seconds: number;
  readonly jitter_seconds: number;
  readonly pace: PaceFigures;
  readonly self_preservation: PreservationFigures;
}

/** Between these two the directory took a heartbeat; ms, as `performance.now()`. */
interface Heard {
  readonly calledAt: number;
  readonly answeredAt: number;
}

/**
 * A member that does what the answers say: the next heartbeat is due after `next_heartbeat_seconds`, less a random part of
 * the jitter, at any target that serves. What fails is not repeated before that.
 */
export class BeatingMember {
  /** The answer to its last heartbeat. */
  told: HeartbeatAnswer | undefined;
  /** When its last heartbeat was taken. */
  heard: Heard | undefined;
  /** Statuses that it was told although it was heard. */
  readonly wrong: string[] = [];
  private silent = false;
  private beating: Promise<void> = Promise.resolve();

  constructor(
    readonly id: string,
    private readonly targets: readonly Target[],
    private readonly client: HttpClient,
  ) {}

  async register(): Promise<void> {
    const body = manifest(this.id, { heartbeat_interval_seconds: INTERVAL_MS / 1_000 });
    const { status, text } = await this.client.post(`${this.target}/servers/register`, body);
    if (status !== 201) throw new Error(`${this.id} was not registered: ${status} ${text}`);
  }

  /** Sends heartbeats until it is told to stop; the first one some time in the interval. */
  async run(stop: AbortSignal): Promise<void> {
    await rest(Math.random() * INTERVAL_MS, stop);
    while (!stop.aborted) {
      this.beating = this.silent ? Promise.resolve() : this.beat();
      await this.beating;
      const { next_heartbeat_seconds: seconds, jitter_seconds: jitter } = this.told ?? STANDARD;
      await rest((seconds - Math.random() * jitter) * 1_000, stop);
    }
  }

  /** From now on it sends nothing; answers when the last heartbeat was sent that was taken. */
  async fallSilent(): Promise<number> {
    this.silent = true;
    await this.beating;
    return this.heard?.calledAt ?? NaN;
  }

  /** It goes on, within an interval. */
  speakAgain(): void {
    this.silent = false;
  }

  private get target(): string {
    return anyServing(this.targets)?.url ?? 'http://127.0.0.1:1';
  }

  private async beat(): Promise<void> {
    const calledAt = performance.now();
    try {
      const answer = await this.client.post(`${this.target}/servers/heartbeat`, { id: this.id });
      if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`);
      this.told = JSON.parse(answer.text) as HeartbeatAnswer;
    } catch {
      return;
    }
    this.heard = { calledAt, answeredAt: performance.now() };
    if (this.told.status !== 'healthy') this.wrong.push(this.told.status);
  }
}

const STANDARD = { next_heartbeat_seconds: INTERVAL_MS / 1_000, jitter_seconds: 0 };

function rest(ms: number, stop: AbortSignal): Promise<void> {
  return pause(ms, undefined, { signal: stop }).catch(() => undefined);
}
