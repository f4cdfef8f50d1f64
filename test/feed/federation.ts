import fc from 'fast-check';
import { ManualClock } from '../support/manual-clock.js';
import { FeedReplica } from './feed-replica.js';
import { SharedStore } from './shared-store.js';

const REPLICAS = 3;
export const IDS = ['a', 'b', 'c', 'd', 'e'];

const replica = fc.nat(REPLICAS - 1);
const id = fc.constantFrom(...IDS);
const write = fc.record({
  op: fc.constant('write' as const),
  replica,
  id,
  removed: fc.boolean(),
  lateMs: fc.nat(900),
});
const signal = fc.record({
  op: fc.constantFrom('deliver' as const, 'lose' as const, 'repeat' as const),
  replica,
  to: replica,
});
const pass = fc.record({ op: fc.constant('pass' as const), ms: fc.nat(1_500) });
const step = fc.record({
  op: fc.constant('step' as const),
  ms: fc.integer({ min: -900, max: 900 }),
});
const poll = fc.record({ op: fc.constant('poll' as const), replica });

export const restart = fc.record({ op: fc.constant('restart' as const), replica });
export const outage = fc.record({ op: fc.constant('outage' as const), down: fc.boolean() });
export const purge = fc.record({ op: fc.constant('purge' as const), id });
export const longPass = fc.record({ op: fc.constant('pass' as const), ms: fc.nat(90_000) });
export const setBack = fc.record({
  op: fc.constantFrom('go back' as const, 'delete' as const),
  id,
});
export const jump = fc.record({
  op: fc.constant('step' as const),
  ms: fc.integer({ min: -3_600_000, max: 3_600_000 }),
});

/** What happens all the time, but for clocks and restarts. */
export const smooth = fc.oneof(write, write, signal, signal, pass, poll);
export const ordinary = fc.oneof(smooth, smooth, smooth, step, restart);

type Of<A> = A extends fc.Arbitrary<infer T> ? T : never;
export type Command = Of<typeof ordinary | typeof outage | typeof purge | typeof setBack>;

/** Three replicas of one store, as commands leave them. */
export class Federation {
  readonly clock = new ManualClock();
  readonly store = new SharedStore(this.clock);
  readonly replicas: FeedReplica[] = [];

  async start(): Promise<void> {
    for (let index = 0; index < REPLICAS; index += 1) await this.restart(index);
  }

  async run(command: Command): Promise<void> {
    switch (command.op) {
      case 'write': {
        if (this.store.down) return;
        const record = this.store.write(command.id, command.removed, command.lateMs);
        // The writer answers when it has read its own change back.
        if (command.lateMs === 0) await this.at(command.replica).feed.written([record]);
        return;
      }
      case 'deliver':
      case 'lose':
      case 'repeat': {
        const { sent } = this.at(command.replica).mailbox;
        const message = command.op === 'repeat' ? sent[0] : sent.shift();
        if (message === undefined || command.op === 'lose' || this.store.down) return;
        await this.at(command.to).feed.catchUp(message);
        return;
      }
      case 'pass':
        this.clock.advance(command.ms);
        return;
      case 'step':
        this.store.step(command.ms);
        return;
      case 'poll':
        await this.at(command.replica)
          .feed.poll()
          .catch(() => undefined);
        return;
      case 'restart':
        if (!this.store.down) await this.restart(command.replica);
        return;
      case 'outage':
        this.store.down = command.down;
        return;
      case 'purge':
        if (this.store.down) return;
        // Tombstones are purged so late that everybody has long heard of them.
        await this.pollAll();
        this.store.purge(command.id);
        return;
      case 'go back':
        this.store.goBack(command.id);
        return;
      case 'delete':
        this.store.delete(command.id);
        return;
    }
  }

  async settle(ms: number): Promise<void> {
    this.store.down = false;
    this.clock.advance(ms);
    await this.pollAll();
    // What is missing in the store is believed when it is missing for long.
    this.clock.advance(10_000);
    await this.pollAll();
    // What one of them has found out, the others hear of with their next poll.
    this.clock.advance(1_000);
    await this.pollAll();
  }

  async pollAll(): Promise<void> {
    for (const { feed } of this.replicas) await feed.poll();
  }

  /** What the store has. */
  truth(): unknown {
    return this.store
      .visible()
      .map(([, { id: name, revision, change, removed }]) => [name, revision, change.id, removed]);
  }

  at(index: number): FeedReplica {
    const found = this.replicas[index];
    if (found === undefined) throw new Error('no such replica');
    return found;
  }

  private async restart(index: number): Promise<void> {
    const fresh = new FeedReplica(this.store, this.clock);
    this.replicas[index] = fresh;
    await fresh.start();
  }
}
