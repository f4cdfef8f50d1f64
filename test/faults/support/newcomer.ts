import { setTimeout as pause } from 'node:timers/promises';
import { DIRECTORY } from '../../support/test-app.js';
import type { Listing } from './entry.js';
import type { HttpClient } from './http-client.js';
import type { Member } from './member.js';
import type { Tally } from './tally.js';

const LOOK_EVERY_MS = 10;

/** A replica that starts: it must not answer a reader, nor call itself ready, before it knows all servers. */
export class Newcomer {
  private firstMs: number | undefined;

  constructor(
    private readonly url: string,
    private readonly members: readonly Member[],
    private readonly client: HttpClient,
    private readonly tally: Tally,
  ) {}

  /** Watches it while it starts; answers after how many milliseconds it first answered a reader. */
  async watch(start: () => Promise<void>): Promise<number> {
    const began = performance.now();
    const progress = { started: false };
    const starting = start().finally(() => {
      progress.started = true;
    });
    while (!progress.started) {
      await this.look(began).catch(() => undefined);
      await pause(LOOK_EVERY_MS);
    }
    await starting;
    await this.look(began);
    return this.firstMs ?? Infinity;
  }

  private async look(began: number): Promise<void> {
    // In this order: once it is ready it reads.
    const ready = await this.client.get(`${this.url}/health/ready`);
    const answer = await this.client.get(`${this.url}${DIRECTORY}/servers?q=member&limit=500`);
    this.tally.add('newcomers', `${ready.status} ready, ${answer.status} listing`, answer.ms);
    if (answer.status === 503) {
      if (ready.status === 200) this.violation('is ready and does not read');
      return;
    }
    if (answer.status !== 200) this.violation(`answers ${answer.status} ${answer.text}`);
    this.firstMs ??= Math.round(performance.now() - began);
    const { servers } = JSON.parse(answer.text) as Listing;
    const listed = new Set(servers.map(({ id }) => id));
    const missing = this.members.filter(({ id }) => !listed.has(id)).map(({ id }) => id);
    if (missing.length > 0) this.violation(`reads without ${missing.join(', ')}`);
  }

  private violation(text: string): void {
    this.tally.violation(`The newcomer at ${this.url} ${text}`);
  }
}
