import { FeedSignals } from './feed-signals.js';

/** {@link FeedSignals} without Redis: changes of others are found by polling. */
export class NoSignals extends FeedSignals {
  listen(): void {
    // Nobody sends.
  }

  send(): void {
    // Nobody listens.
  }
}
