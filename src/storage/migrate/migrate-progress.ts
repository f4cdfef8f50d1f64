import cliProgress from 'cli-progress';
import type { MigrateIo } from './migrate-io.js';

/** Lines of progress that a file or a pipe gets for each phase, at most. */
const MOST_LINES = 10;

/** The steps of a migration, and what is said when a part of one is done. */
const PHASES = { Comparing: 'Compared', Moving: 'Moved', Verifying: 'Verified' } as const;
export type Phase = keyof typeof PHASES;

/** Shows how far the migration is: a bar on a terminal, a few lines elsewhere. */
export class MigrateProgress {
  private bar: cliProgress.SingleBar | undefined;
  private phase: Phase = 'Comparing';
  private total = 0;
  private done = 0;
  private nextLine = 0;

  constructor(private readonly out: MigrateIo['stderr']) {}

  begin(phase: Phase, total: number): void {
    this.end();
    this.phase = phase;
    this.total = total;
    this.done = 0;
    this.nextLine = 0;
    if (this.out.isTTY !== true || total === 0) return;
    // Line wrapping is left as it is: an interrupted run must not leave the terminal changed.
    this.bar = new cliProgress.SingleBar(
      {
        stream: this.out,
        format: `${phase.padEnd(9)} {bar} {value}/{total} servers`,
        linewrap: true,
      },
      cliProgress.Presets.shades_classic,
    );
    this.bar.start(total, 0);
  }

  /** So many more servers are done. */
  advance(count: number): void {
    this.done += count;
    this.bar?.update(this.done);
    if (this.out.isTTY === true || (this.done < this.nextLine && this.done !== this.total)) return;
    this.out.write(`${PHASES[this.phase]} ${this.done} of ${this.total} servers\n`);
    this.nextLine = this.done + this.total / MOST_LINES;
  }

  /** Ends what is drawn, so that other text may follow. */
  end(): void {
    this.bar?.stop();
    this.bar = undefined;
  }
}
