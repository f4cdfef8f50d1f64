import { setTimeout as pause } from 'node:timers/promises';
import type { HttpClient } from './http-client.js';
import type { Tally } from './tally.js';
import { type Target, watchTarget } from './target.js';

const LOOK_EVERY_MS = 100;

/** As probes do, only more often: liveness and readiness of one replica. */
export class HealthWatch {
  constructor(
    private readonly target: Target,
    private readonly client: HttpClient,
    private readonly tally: Tally,
  ) {}

  async run(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      if (this.target.serving) {
        await this.look('/health/live');
        await this.look('/health/ready');
      }
      await pause(LOOK_EVERY_MS);
    }
  }

  private async look(path: string): Promise<void> {
    const stillServing = watchTarget(this.target);
    try {
      const { status, text, ms } = await this.client.get(`${this.target.url}${path}`);
      if (!stillServing()) return;
      this.tally.add('probes', String(status), ms);
      if (status !== 200) this.violation(path, `${status} ${text}`);
    } catch (error) {
      if (stillServing()) this.violation(path, String(error));
    }
  }

  private violation(path: string, text: string): void {
    this.tally.violation(`GET ${path} at ${this.target.url}: ${text}`);
  }
}
