import { BeatingMember } from './beating-member.js';
import { historyOf } from './history.js';
import { HttpClient } from './http-client.js';
import { StatusWatch } from './status-watch.js';
import type { Target } from './target.js';
import { waitUntil } from './wait-until.js';

const HEARD_WITHIN_MS = 10_000;

/** Members of one directory, and somebody who watches it. */
export class BeatingFleet {
  readonly client = new HttpClient();
  readonly watch: StatusWatch;
  readonly members: readonly BeatingMember[];
  private readonly running = new AbortController();
  private ran: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly targets: readonly Target[],
    count: number,
  ) {
    this.watch = new StatusWatch(targets, this.client);
    this.members = Array.from(
      { length: count },
      (_, index) => new BeatingMember(`member-${index}`, targets, this.client),
    );
  }

  /** Registers the members, which send heartbeats from then on; resolves when each was heard. */
  static async join(targets: readonly Target[], count: number): Promise<BeatingFleet> {
    const fleet = new BeatingFleet(targets, count);
    await Promise.all(fleet.members.map((member) => member.register()));
    const { signal } = fleet.running;
    fleet.ran = Promise.all([fleet.watch, ...fleet.members].map((part) => part.run(signal)));
    const heard = () => fleet.members.every((member) => member.heard !== undefined);
    if ((await waitUntil(heard, HEARD_WITHIN_MS)) === undefined) {
      await fleet.stop();
      throw new Error('Not every member was heard');
    }
    return fleet;
  }

  /** What the members were told although they were heard, besides that they are healthy. */
  get wrong(): string[] {
    return this.members.flatMap(({ id, wrong }) => wrong.map((status) => `${id}: ${status}`));
  }

  /** What has happened to the members: reasons of their histories, oldest first → how many members have these. */
  async histories(): Promise<Record<string, number>> {
    const url = this.targets.find(({ serving }) => serving)?.url ?? '';
    const counts: Record<string, number> = {};
    for (const { id } of this.members) {
      const history = await historyOf(this.client, url, id);
      const reasons = history.map(({ why }) => why).toReversed();
      counts[reasons.join()] = (counts[reasons.join()] ?? 0) + 1;
    }
    return counts;
  }

  async stop(): Promise<void> {
    this.running.abort();
    await this.ran;
    this.client.close();
  }
}
