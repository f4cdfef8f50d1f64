import { setTimeout as pause } from 'node:timers/promises';
import type { ChangeSender } from './change-sender.js';
import { loadManifest } from './load-manifest.js';
import type { ServerJournal } from './server-journal.js';
import type { Tally } from './tally.js';
import { anyServing, type Target } from './target.js';
import type { WriteClient } from './write-client.js';

/** The shortest that a manifest may say. */
const INTERVAL_SECONDS = 5;

/** After so long without a heartbeat a member is stale. */
export const TERM_MS = 3 * INTERVAL_SECONDS * 1_000;

const REGISTER_AGAIN_MS = 200;

/** A member that sends heartbeats, each to a random replica, well within its term. */
export class Member {
  /** The longest time between two acknowledged heartbeats. */
  longestGapMs = 0;
  private heardAt = 0;
  private silent = false;

  constructor(
    readonly journal: ServerJournal,
    private readonly targets: readonly Target[],
    private readonly writes: WriteClient,
    private readonly sender: ChangeSender,
    private readonly tally: Tally,
  ) {}

  get id(): string {
    return this.journal.id;
  }

  get registered(): boolean {
    return this.journal.possible.every((state) => state !== null);
  }

  /** Registers, then sends heartbeats until it is told to stop. */
  async run(stop: AbortSignal): Promise<void> {
    await this.register(stop);
    while (!stop.aborted) {
      await pause(1_500 + Math.random() * 500, undefined, { signal: stop }).catch(() => undefined);
      const target = anyServing(this.targets);
      if (target !== undefined && !this.silent) await this.beat(target, stop);
    }
  }

  /** From now on it sends nothing. */
  fallSilent(): void {
    this.silent = true;
  }

  speakAgain(): void {
    this.silent = false;
  }

  private async register(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      const target = anyServing(this.targets);
      if (target !== undefined) {
        const { open, changes } = this.journal;
        const next = loadManifest(this.id, `member-${changes.length}`, INTERVAL_SECONDS);
        const known =
          open === undefined
            ? await this.sender.change(target, this.journal, next)
            : await this.sender.repeat(target, this.journal, open);
        if (known) {
          this.heardAt = performance.now();
          return;
        }
      }
      await pause(REGISTER_AGAIN_MS);
    }
  }

  private async beat(target: Target, stop: AbortSignal): Promise<void> {
    const write = { kind: 'heartbeat', id: this.id, expected: [200, 404] };
    const answer = await this.writes.send(target, write);
    if (answer === undefined) return;
    if (answer.status === 404) {
      this.tally.violation(`${this.id} at ${target.url}: a registered member is not known`);
      await this.register(stop);
      return;
    }
    const { status } = JSON.parse(answer.text) as { status: string };
    if (status !== 'healthy')
      this.tally.violation(`${this.id} at ${target.url}: is told ${status}`);
    const now = performance.now();
    this.longestGapMs = Math.max(this.longestGapMs, now - this.heardAt);
    this.heardAt = now;
  }
}
