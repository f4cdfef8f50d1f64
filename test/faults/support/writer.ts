import { setTimeout as pause } from 'node:timers/promises';
import type { ChangeSender } from './change-sender.js';
import { loadManifest } from './load-manifest.js';
import { ServerJournal } from './server-journal.js';
import { anyServing, type Target } from './target.js';

const PAUSE_MS = 150;
const LEAVES_EVERY = 6;
/** Static, and leased for longer than any test. */
const INTERVALS = [0, 3_600];

/** Registers, changes and removes its own servers one change after another, each through a random replica. */
export class Writer {
  readonly journals: ServerJournal[];
  private step = 0;

  constructor(
    private readonly name: string,
    servers: number,
    private readonly targets: readonly Target[],
    private readonly sender: ChangeSender,
  ) {
    this.journals = Array.from(
      { length: servers },
      (_, index) => new ServerJournal(`${name}.server-${index}`),
    );
  }

  /** Writes until it is told to stop; the last change is answered then. */
  async run(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      const index = this.step % this.journals.length;
      const journal = this.journals[index];
      const target = anyServing(this.targets);
      this.step += 1;
      if (journal !== undefined && target !== undefined)
        await this.write(target, journal, INTERVALS[index % INTERVALS.length] ?? 0);
      await pause(PAUSE_MS * (0.5 + Math.random()));
    }
  }

  private async write(target: Target, journal: ServerJournal, interval: number): Promise<void> {
    const { open, id } = journal;
    if (open !== undefined && Math.random() < 0.5) {
      await this.sender.repeat(target, journal, open);
      return;
    }
    const mayBeThere = journal.possible.some((state) => state !== null);
    const leaves = mayBeThere && Math.random() < 1 / LEAVES_EVERY;
    const version = `${this.name}-${this.step}`;
    const next = leaves ? null : loadManifest(id, version, interval);
    await this.sender.change(target, journal, next);
  }
}
