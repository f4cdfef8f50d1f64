import { describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import fc from 'fast-check';
import { ManualClock } from '../support/manual-clock.js';
import { FeedReplica } from './feed-replica.js';
import { SharedStore } from './shared-store.js';

const REPLICAS = 3;
const IDS = ['a', 'b', 'c', 'd', 'e'];

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
const restart = fc.record({ op: fc.constant('restart' as const), replica });
const outage = fc.record({ op: fc.constant('outage' as const), down: fc.boolean() });
const setBack = fc.record({
  op: fc.constantFrom('go back' as const, 'delete' as const),
  id,
});
const jump = fc.record({
  op: fc.constant('step' as const),
  ms: fc.integer({ min: -3_600_000, max: 3_600_000 }),
});

const ordinary = fc.oneof(write, write, signal, signal, pass, step, poll, restart);
type Command =
  | (typeof ordinary extends fc.Arbitrary<infer T> ? T : never)
  | (typeof outage extends fc.Arbitrary<infer T> ? T : never)
  | (typeof setBack extends fc.Arbitrary<infer T> ? T : never);

/** Three replicas of one store, as commands leave them. */
class Federation {
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
        if (command.lateMs === 0) this.at(command.replica).feed.written([record]);
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
    for (const { feed } of this.replicas) await feed.poll();
  }

  /** What the store has. */
  truth(): unknown {
    return this.store
      .visible()
      .map(([, { id: name, revision, change, removed }]) => [name, revision, change.id, removed]);
  }

  private at(index: number): FeedReplica {
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

async function after(commands: readonly Command[], settleMs: number): Promise<Federation> {
  const federation = new Federation();
  await federation.start();
  for (const command of commands) await federation.run(command);
  await federation.settle(settleMs);
  return federation;
}

function expectAllEqual(federation: Federation): void {
  for (const one of federation.replicas) {
    expect(one.view(IDS)).toEqual(federation.truth());
    expect(one.fingerprint).toBe(federation.replicas[0]?.fingerprint);
  }
}

Logger.overrideLogger(false);

describe('ChangeFeed', () => {
  it('should bring every change to every catalog within a poll, whatever becomes of the signals', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(ordinary, { maxLength: 60 }), async (commands) => {
        expectAllEqual(await after(commands, 1_000));
      }),
      { numRuns: 400 },
    );
  });

  it('should find the store right in the end, after outages, jumps of its clock, and even downwards', async () => {
    const anything = fc.oneof(ordinary, ordinary, outage, setBack, jump);
    await fc.assert(
      fc.asyncProperty(fc.array(anything, { maxLength: 60 }), async (commands) => {
        expectAllEqual(await after(commands, 600_000));
      }),
      { numRuns: 400 },
    );
  });

  it('should compare everything at once after an outage', async () => {
    const federation = await after([], 0);
    federation.store.write('a', false, 0);
    await federation.settle(0);
    federation.store.down = true;
    await federation.run({ op: 'poll', replica: 0 });
    federation.store.goBack('a');
    federation.store.delete('a');
    await federation.settle(0);
    expect(federation.replicas[0]?.view(IDS)).toEqual([]);
    expect(federation.replicas[1]?.view(IDS)).toHaveLength(1);
  });

  it('should tell how far behind it may be', async () => {
    const federation = await after([], 0);
    const feed = federation.replicas[0]?.feed;
    expect(feed?.lagMs).toBe(0);
    federation.store.down = true;
    federation.clock.advance(5_000);
    await federation.run({ op: 'poll', replica: 0 });
    expect(feed?.lagMs).toBe(5_000);
    await federation.settle(0);
    expect(feed?.lagMs).toBe(0);
  });
});
