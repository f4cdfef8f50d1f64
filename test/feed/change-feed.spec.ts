import { describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import fc from 'fast-check';
import { Federation, IDS, jump, ordinary, outage, setBack, type Command } from './federation.js';

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

  it('should take nothing back that a new primary shows late', async () => {
    const federation = await after([], 0);
    const acked = federation.store.write('a', false, 0);
    await federation.settle(0);
    const seen: number[] = [];
    federation.store.hideFor('a', 3_000);
    federation.store.down = true;
    await federation.run({ op: 'poll', replica: 0 });
    federation.store.down = false;
    for (let second = 0; second < 40; second += 1) {
      federation.clock.advance(1_000);
      await federation.pollAll();
      seen.push(federation.at(0).view(['a']).length);
    }
    expect(new Set(seen)).toEqual(new Set([1]));
    expect(federation.at(0).view(['a'])).toEqual([['a', acked.revision, acked.change.id, false]]);
  });

  it('should go back with the store to what changed after an earlier difference', async () => {
    const federation = await after([], 0);
    const write = (): unknown => federation.store.write('a', false, 0);
    write();
    write();
    await federation.pollAll();
    federation.store.goBack('a');
    federation.clock.advance(600_000);
    await federation.pollAll();
    write();
    write();
    federation.clock.advance(1_000);
    await federation.pollAll();
    expect(federation.at(0).view(IDS)).toEqual(federation.truth());
    federation.store.goBack('a');
    await federation.settle(600_000);
    expectAllEqual(federation);
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
