import type { Cancel, Clock } from './clock.js';

/** Runs a task again and again, with a pause between the end of one run and the beginning of the next. */
export class Repeater {
  private cancel: Cancel = () => undefined;
  private running: Promise<void> | undefined;
  private hurried = false;
  private stopped = true;

  /** `task` handles its own errors. */
  constructor(
    private readonly clock: Clock,
    private readonly pauseMs: number,
    private readonly task: () => Promise<void>,
  ) {}

  start(): void {
    this.stopped = false;
    this.schedule();
  }

  /** Runs now; when it is running already, once more right afterwards. */
  hurry(): void {
    if (this.stopped) return;
    if (this.running === undefined) this.run();
    else this.hurried = true;
  }

  /** No further run; resolves when the last one has ended. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.cancel();
    await this.running;
  }

  private schedule(): void {
    this.cancel = this.clock.after(this.pauseMs, () => {
      this.run();
    });
  }

  private run(): void {
    this.cancel();
    this.hurried = false;
    this.running = this.task().finally(() => {
      this.running = undefined;
      if (this.stopped) return;
      if (this.hurried) this.run();
      else this.schedule();
    });
  }
}
