import type { Response } from 'express';
import type { Budget } from '../budget.js';

const KIB = 1_024;
/** A reader for whom more is waiting does not keep up. */
const MOST_WAITING_BYTES = 1_024 * KIB;
/** The same while half of what may wait for all readers, or for all of this client, does. */
const FEW_WAITING_BYTES = 256 * KIB;

/** One open stream. What is sent is kept in memory until the reader takes it, so there is a limit. */
export class StreamReader {
  /** Gets every change as it comes; before that it catches up. */
  live = false;
  /** It did not keep up. */
  wasCutOff = false;
  private ended = false;
  /** What it counts for in the budget. */
  private counted = 0;

  /** `buffers` counts what waits for all readers together, in bytes. */
  constructor(
    private readonly response: Response,
    readonly client: string,
    private readonly buffers: Budget,
  ) {
    response.on('drain', () => {
      this.count(0);
    });
    response.once('close', () => {
      this.ended = true;
      this.count(0);
    });
  }

  get open(): boolean {
    return !this.ended;
  }

  /** Whether it has not taken yet what was sent. */
  get busy(): boolean {
    return this.response.writableNeedDrain;
  }

  /** Calls back when it has taken what was sent; not when it leaves. */
  whenIdle(callback: () => void): void {
    this.response.once('drain', callback);
  }

  /** Sends, or cuts the reader off when it does not keep up. */
  send(text: string | Uint8Array): void {
    if (this.ended) return;
    if (this.response.writableLength > this.mostWaiting()) {
      this.cutOff();
      return;
    }
    this.response.write(text);
    // An amount below what Node.js keeps without reporting it is not counted.
    this.count(this.response.writableNeedDrain ? this.response.writableLength : 0);
  }

  cutOff(): void {
    this.ended = true;
    this.wasCutOff = true;
    this.response.destroy();
  }

  /** Ends the stream after a last word. */
  end(text: string): void {
    if (this.ended) return;
    this.ended = true;
    this.response.end(text);
  }

  private mostWaiting(): number {
    const { buffers, client } = this;
    if (buffers.refusal(client, 0) !== undefined) return 0;
    const scarce =
      buffers.used > buffers.limits.most / 2 ||
      buffers.refusal(client, buffers.usedBy(client)) === 'share';
    return scarce ? FEW_WAITING_BYTES : MOST_WAITING_BYTES;
  }

  private count(waiting: number): void {
    const more = waiting - this.counted;
    this.counted = waiting;
    if (more > 0) this.buffers.take(this.client, more);
    else if (more < 0) this.buffers.give(this.client, -more);
  }
}
