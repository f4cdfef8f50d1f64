import { setTimeout as pause } from 'node:timers/promises';
import type { HttpClient } from '../support/http-client.js';
import { INTERVAL_MS } from '../support/beating-member.js';
import type { Target } from '../support/target.js';
import type { Recording } from './recording.js';

const ATTEMPTS = 4;
const AGAIN_AFTER_MS = 300;

interface HeartbeatAnswer {
  readonly status: string;
  readonly self_preservation: { readonly active: boolean };
}

/** Sends heartbeats, each to any of the replicas and then to another one until it is heard, and records them. */
export class ReportingMember {
  private silentUntil = 0;

  constructor(
    readonly id: string,
    private readonly targets: readonly Target[],
    private readonly client: HttpClient,
    private readonly recording: Recording,
  ) {}

  async run(stop: AbortSignal): Promise<void> {
    await rest(Math.random() * INTERVAL_MS, stop);
    while (!stop.aborted) {
      await this.beat(stop);
      await rest(INTERVAL_MS * (0.8 + 0.2 * Math.random()), stop);
    }
  }

  get isSilent(): boolean {
    return performance.now() < this.silentUntil;
  }

  /** It sends one more heartbeat, to this target, and then nothing for so long. */
  async fallSilent(forMs: number, last: Target): Promise<void> {
    this.silentUntil = performance.now() + forMs;
    await this.isHeard(last);
  }

  speakAgain(): void {
    this.silentUntil = 0;
  }

  private async beat(stop: AbortSignal): Promise<void> {
    const first = Math.floor(Math.random() * this.targets.length);
    for (let attempt = 0; attempt < ATTEMPTS && !this.isSilent && !stop.aborted; attempt += 1) {
      const target = this.targets[(first + attempt) % this.targets.length];
      if (target !== undefined && (await this.isHeard(target))) return;
      await rest(AGAIN_AFTER_MS, stop);
    }
  }

  private async isHeard({ url }: Target): Promise<boolean> {
    const { id } = this;
    const calledAt = performance.now();
    try {
      const { status, text } = await this.client.post(`${url}/servers/heartbeat`, { id });
      const answeredAt = performance.now();
      if (status !== 200) {
        const told = status === 503 ? undefined : `${status} ${text}`;
        this.recording.beats.push({
          id,
          calledAt,
          ...(told !== undefined && { answeredAt, told }),
        });
        return false;
      }
      const answer = JSON.parse(text) as HeartbeatAnswer;
      const held = answer.self_preservation.active;
      this.recording.beats.push({ id, calledAt, answeredAt, told: answer.status, held });
      return true;
    } catch {
      this.recording.beats.push({ id, calledAt });
      return false;
    }
  }
}

function rest(ms: number, stop: AbortSignal): Promise<void> {
  return pause(ms, undefined, { signal: stop }).catch(() => undefined);
}
