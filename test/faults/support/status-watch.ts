import { setTimeout as pause } from 'node:timers/promises';
import type { HttpClient } from './http-client.js';
import type { Target } from './target.js';

const LOOK_EVERY_MS = 100;

/** What all answers say about self-preservation. */
export interface PreservationFigures {
  readonly mode: string;
  readonly active: boolean;
  readonly since: string | null;
  readonly leased: number;
  readonly expired: number;
  readonly marked: number;
  readonly limit: number | null;
}

/** What all answers say about the pace of heartbeats. */
export interface PaceFigures {
  readonly factor: number;
  readonly announced: { readonly factor: number; readonly effective_at: string } | null;
}

interface Status {
  readonly servers: { readonly by_status: Readonly<Record<string, number>> };
  readonly heartbeats: { readonly pace: PaceFigures };
  readonly self_preservation: PreservationFigures;
}

/** Looks at the status of each target again and again; one that hangs does not hold up the others. */
export class StatusWatch {
  /** How many servers any of them has shown as stale or offline at once. */
  mostMarked = 0;

  constructor(
    private readonly targets: readonly Target[],
    private readonly client: HttpClient,
  ) {}

  async run(stop: AbortSignal): Promise<void> {
    await Promise.all(this.targets.map((target) => this.watch(target, stop)));
  }

  /** What those that serve say now. */
  async now(): Promise<Status[]> {
    return Promise.all(
      this.targets.filter(({ serving }) => serving).map((target) => this.look(target)),
    );
  }

  private async watch(target: Target, stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      // One that was killed meanwhile does not answer.
      if (target.serving) await this.look(target).catch(() => undefined);
      await pause(LOOK_EVERY_MS);
    }
  }

  private async look(target: Target): Promise<Status> {
    const status = await this.client.getJson<Status>(`${target.url}/servers/status`);
    const { stale = 0, offline = 0 } = status.servers.by_status;
    this.mostMarked = Math.max(this.mostMarked, stale + offline);
    return status;
  }
}
