import { setTimeout as pause } from 'node:timers/promises';
import type { ChangeSender } from './change-sender.js';
import { loadManifest } from './load-manifest.js';
import type { ServerJournal } from './server-journal.js';
import { anyServing, type Target } from './target.js';

const PAUSE_MS = 100;

/** One of several that change the same server at once through different replicas. None of their changes may be lost. */
export class Contender {
  private step = 0;

  constructor(
    private readonly name: string,
    private readonly journal: ServerJournal,
    private readonly targets: readonly Target[],
    private readonly sender: ChangeSender,
  ) {}

  async run(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      this.step += 1;
      const target = anyServing(this.targets);
      const next = loadManifest(this.journal.id, `${this.name}-${this.step}`, 0);
      if (target !== undefined) await this.sender.change(target, this.journal, next);
      await pause(PAUSE_MS * (0.5 + Math.random()));
    }
  }
}
