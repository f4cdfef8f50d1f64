import cliProgress from 'cli-progress';
import type { ImportIo } from '../import-io.js';

/** Lines of progress that a file or a pipe gets, at most. */
const MOST_LINES = 10;

/** Pages between two lines. */
const PAGES_A_LINE = 50;

/** Comparisons between two lines. */
const COMPARED_A_LINE = 5_000;

/** Shows how far the import is: a bar on a terminal, a few lines elsewhere. */
export class ImportProgress {
  private bar: cliProgress.SingleBar | undefined;
  private nextLine = 0;

  constructor(private readonly out: ImportIo['stderr']) {}

  /** A page of the list was read. */
  read(pages: number, entries: number): void {
    if (this.out.isTTY === true) {
      this.bar ??= this.start('Reading     {value} entries on {pages} pages', 0, { pages });
      this.bar.update(entries, { pages });
    } else if (pages % PAGES_A_LINE === 0) {
      this.out.write(`Read ${entries} entries on ${pages} pages\n`);
    }
  }

  /** `done` of `total` servers of the list were looked for in the directory. */
  compared(done: number, total: number): void {
    if (this.out.isTTY !== true) {
      if (done > 0 && done % COMPARED_A_LINE === 0) {
        this.out.write(`Compared ${done} of ${total} servers\n`);
      }
      return;
    }
    if (done === 0) {
      this.end();
      this.bar = this.start('Comparing   {bar} {value}/{total}', total);
    }
    this.bar?.update(done);
  }

  /** `done` of `total` servers were sent to the directory. */
  sent(done: number, total: number): void {
    if (this.out.isTTY === true) {
      if (done === 0) {
        this.end();
        this.bar = this.start('Registering {bar} {value}/{total}', total);
      }
      this.bar?.update(done);
    } else if (done > 0 && (done >= this.nextLine || done === total)) {
      this.out.write(`Sent ${done} of ${total} servers\n`);
      this.nextLine = done + total / MOST_LINES;
    }
  }

  /** Ends what is drawn, so that other text may follow. */
  end(): void {
    this.bar?.stop();
    this.bar = undefined;
  }

  private start(format: string, total: number, payload: object = {}): cliProgress.SingleBar {
    // Line wrapping is left as it is: an interrupted run must not leave the terminal changed.
    const bar = new cliProgress.SingleBar(
      { stream: this.out, format, linewrap: true },
      cliProgress.Presets.shades_classic,
    );
    bar.start(total, 0, payload);
    return bar;
  }
}
