import type { Clock } from './clock.js';

/** All long work together takes no more than this of one turn of the event loop. */
const TURN_MS = 10;

const TURNS = new WeakMap<Clock, LoopTurns>();

/**
 * Shares each turn of the event loop among all that have long work. Each of them may keep to its own limit, and all
 * together still hold up the others for many times as long; so they count as one, and those that come too late in a turn
 * wait, in order, for a later one. Every second place is for reads, which somebody waits for and which are mostly short.
 */
export class LoopTurns {
  /** When the long work of this turn began. */
  private since: number | undefined;
  private readonly waiting: (() => void)[] = [];
  private readonly reads: (() => void)[] = [];
  private wasRead = false;
  private isAsked = false;

  private constructor(private readonly clock: Clock) {}

  /** Those of the process that the clock belongs to. */
  static of(clock: Clock): LoopTurns {
    let turns = TURNS.get(clock);
    if (turns === undefined) {
      turns = new LoopTurns(clock);
      TURNS.set(clock, turns);
    }
    return turns;
  }

  /** To be asked before long work, which counts from then on. Answers whether it has to {@link wait}. */
  isUsedUp(): boolean {
    return this.waiting.length + this.reads.length > 0 || this.usedMs() > TURN_MS;
  }

  /** To be awaited before a read; `undefined` = it may begin at once. */
  forRead(): Promise<void> | undefined {
    return this.isUsedUp() ? this.waitIn(this.reads) : undefined;
  }

  /** Resolves in a turn that has time left. */
  wait(): Promise<void> {
    return this.waitIn(this.waiting);
  }

  private waitIn(line: (() => void)[]): Promise<void> {
    return new Promise((resolve) => {
      line.push(resolve);
      this.askForNext();
    });
  }

  private usedMs(): number {
    const now = this.clock.working();
    if (this.since === undefined) {
      this.since = now;
      setImmediate(() => {
        if (!this.isAsked) this.since = undefined;
      });
    }
    return now - this.since;
  }

  private askForNext(): void {
    if (this.isAsked) return;
    this.isAsked = true;
    setImmediate(() => {
      this.isAsked = false;
      this.since = this.clock.working();
      this.letGoOn(this.waiting.length + this.reads.length);
    });
  }

  /** One after another, as long as there is time; those that wait again do so for the next turn. */
  private letGoOn(most: number): void {
    const [first, second] = this.wasRead ? [this.waiting, this.reads] : [this.reads, this.waiting];
    const next = most === 0 ? undefined : (first.shift() ?? second.shift());
    if (next === undefined) {
      this.since = undefined;
      if (this.waiting.length + this.reads.length > 0) this.askForNext();
      return;
    }
    this.wasRead = !this.wasRead;
    next();
    // Asked for in a promise's callback, that of `nextTick` comes when all promises have had theirs.
    queueMicrotask(() => {
      process.nextTick(() => {
        if (this.usedMs() > TURN_MS) this.askForNext();
        else this.letGoOn(most - 1);
      });
    });
  }
}
