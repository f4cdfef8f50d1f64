import type { Response } from 'express';

/** A reader for whom more is waiting does not keep up. */
const MOST_WAITING_BYTES = 1_024 * 1_024;

/** One open stream. What is sent is kept in memory until the reader takes it, so there is a limit. */
export class StreamReader {
  /** Gets every change as it comes; before that it catches up. */
  live = false;
  /** It did not keep up. */
  wasCutOff = false;
  private ended = false;

  constructor(private readonly response: Response) {
    response.once('close', () => {
      this.ended = true;
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
    if (this.response.writableLength > MOST_WAITING_BYTES) this.cutOff();
    else this.response.write(text);
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
}
