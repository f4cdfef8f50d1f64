import { setTimeout as pause } from 'node:timers/promises';
import { DIRECTORY } from '../../support/test-app.js';
import { type Entry, isWhole, type Listing } from './entry.js';
import type { HttpClient } from './http-client.js';
import type { Member } from './member.js';
import type { Tally } from './tally.js';
import { type Target, watchTarget } from './target.js';

const PAUSE_MS = 80;

/** Reads one target without end: a listing, an entry, a search or the tags. The members that beat are always there. */
export class Reader {
  constructor(
    private readonly target: Target,
    private readonly members: readonly Member[],
    private readonly client: HttpClient,
    private readonly tally: Tally,
  ) {}

  async run(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      if (this.target.serving) await this.read();
      await pause(PAUSE_MS * (0.5 + Math.random()));
    }
  }

  private async read(): Promise<void> {
    const member = this.members[Math.floor(Math.random() * this.members.length)];
    const paths = [
      '/servers?limit=500',
      `/servers/${member?.id ?? ''}`,
      '/search?q=member&limit=500',
      '/tags',
    ];
    const path = paths[Math.floor(Math.random() * paths.length)] ?? '';
    const stillServing = watchTarget(this.target);
    const start = performance.now();
    try {
      const { status, text, ms } = await this.client.get(`${this.target.url}${DIRECTORY}${path}`);
      this.tally.add('reads', String(status), ms);
      if (status === 200) this.check(path, text);
      else if (stillServing()) this.violation(path, `${status} ${text}`);
    } catch (error) {
      const ms = performance.now() - start;
      const counts = stillServing();
      this.tally.add('reads', counts ? 'broken' : 'cut by the end of a replica', ms);
      if (counts) this.violation(path, `${String(error)} after ${Math.round(ms)} ms`);
    }
  }

  private check(path: string, text: string): void {
    const answer = JSON.parse(text) as Entry | Listing;
    if ('directory' in answer) {
      if (!isWhole(answer)) this.violation(path, `is not what was digested: ${text}`);
    } else if ('servers' in answer) {
      const statuses = new Map(answer.servers.map(({ id, status }) => [id, status]));
      for (const { id } of this.members) {
        const status = statuses.get(id);
        if (status !== 'healthy') this.violation(path, `${id} is ${status ?? 'missing'}`);
      }
    }
  }

  private violation(path: string, text: string): void {
    this.tally.violation(`GET ${path} at ${this.target.url}: ${text}`);
  }
}
