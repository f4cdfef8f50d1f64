import { setTimeout as pause } from 'node:timers/promises';
import type { ChangeSender } from '../support/change-sender.js';
import { loadManifest } from '../support/load-manifest.js';
import { ServerJournal } from '../support/server-journal.js';
import type { Target } from '../support/target.js';
import type { Timeline } from './timeline.js';

const PAUSE_MS = 500;
const LEAVES_EVERY = 6;

/** After so long without a fault no request is under way any more. */
const OVER_MS = 7_000;

/**
 * Changes its own static servers one after another, each at any of the replicas. While a change of unknown outcome may still
 * be taken, only the same one is sent again: a different one would be overtaken, and nobody could say what is right.
 */
export class CarefulWriter {
  readonly journals: readonly ServerJournal[];
  private readonly doubtedAt = new Map<ServerJournal, number>();
  private step = 0;

  constructor(
    private readonly name: string,
    servers: number,
    private readonly targets: readonly Target[],
    private readonly sender: ChangeSender,
    private readonly timeline: Timeline,
  ) {
    const numbers = Array.from({ length: servers }, (_, index) => index);
    this.journals = numbers.map((index) => new ServerJournal(`${name}.server-${index}`));
  }

  async run(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      const journal = this.journals[this.step % this.journals.length];
      const target = this.targets[Math.floor(Math.random() * this.targets.length)];
      this.step += 1;
      if (journal !== undefined && target !== undefined) await this.write(target, journal);
      await pause(PAUSE_MS * (0.5 + Math.random()));
    }
  }

  private async write(target: Target, journal: ServerJournal): Promise<void> {
    const known = this.mayDiffer(journal)
      ? await this.sender.change(target, journal, this.next(journal))
      : await this.repeat(target, journal);
    if (!known) this.doubtedAt.set(journal, performance.now());
  }

  private async repeat(target: Target, journal: ServerJournal): Promise<boolean> {
    const { open } = journal;
    return open === undefined || (await this.sender.repeat(target, journal, open));
  }

  private mayDiffer(journal: ServerJournal): boolean {
    const doubtedAt = this.doubtedAt.get(journal);
    if (doubtedAt === undefined) return true;
    const now = performance.now();
    if (Math.min(this.timeline.calmMs(now), now - doubtedAt) < OVER_MS) return false;
    this.doubtedAt.delete(journal);
    return true;
  }

  private next({ id, possible }: ServerJournal): object | null {
    const mayBeThere = possible.some((state) => state !== null);
    if (mayBeThere && Math.random() < 1 / LEAVES_EVERY) return null;
    return loadManifest(id, `${this.name}-${this.step}`, 0);
  }
}
