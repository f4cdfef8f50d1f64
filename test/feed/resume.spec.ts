import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import fc from 'fast-check';
import {
  Federation,
  jump,
  longPass,
  ordinary,
  outage,
  purge,
  restart,
  setBack,
  smooth,
  type Command,
} from './federation.js';
import { FeedReader } from './feed-reader.js';

const READERS = 2;

const reader = fc.nat(READERS - 1);
const connect = fc.record({ op: fc.constant('connect' as const), reader, replica: fc.nat(2) });
const noteId = fc.record({ op: fc.constant('note id' as const), reader });
type ReaderCommand = typeof connect extends fc.Arbitrary<infer T> ? T : never;
type NoteCommand = typeof noteId extends fc.Arbitrary<infer T> ? T : never;
type AnyCommand = Command | ReaderCommand | NoteCommand;

Logger.overrideLogger(false);

// Long properties: how long they take is a matter of the machine.
jest.setTimeout(300_000);

async function after(
  commands: readonly AnyCommand[],
  settleMs: number,
): Promise<{ federation: Federation; readers: FeedReader[] }> {
  const federation = new Federation();
  await federation.start();
  const readers = Array.from({ length: READERS }, () => new FeedReader(federation.clock));
  for (const one of readers) await one.connect(federation.at(0));
  for (const command of commands) {
    if (command.op === 'connect')
      await readers[command.reader]?.connect(federation.at(command.replica));
    else if (command.op === 'note id') readers[command.reader]?.noteId();
    else {
      // A write is over sooner than a clock is set far away; what if it is not, see below.
      if (command.op === 'step' && Math.abs(command.ms) > 900) federation.clock.advance(900);
      await federation.run(command);
    }
  }
  // Whoever was connected to a replica that has ended comes back.
  for (const one of readers) await one.connect(federation.at(1));
  await federation.settle(settleMs);
  return { federation, readers };
}

function expectComplete({ federation, readers }: Awaited<ReturnType<typeof after>>): void {
  const truth = (federation.truth() as [string, number, string, boolean][])
    .filter(([, , , removed]) => !removed)
    .map(([id, revision, changeId]) => [id, revision, changeId])
    .sort();
  for (const one of readers) expect(one.view()).toEqual(truth);
}

const commands = (...kinds: fc.Arbitrary<AnyCommand>[]) =>
  fc.array(fc.oneof(...kinds, connect, noteId), { maxLength: 80, size: 'max' });

describe('Readers of the change feed that come back to any replica', () => {
  it('should miss nothing, and never have to begin again for no reason', async () => {
    await fc.assert(
      fc.asyncProperty(commands(smooth, smooth, longPass, restart), async (all) => {
        const result = await after(all, 60_000);
        expectComplete(result);
        expect(result.readers.map(({ resets }) => resets)).toEqual(Array(READERS).fill(1));
      }),
      { numRuns: 400 },
    );
  });

  it('should miss nothing whatever becomes of the clock, the database and the tombstones', async () => {
    const kinds = [ordinary, ordinary, longPass, outage, jump, purge] as const;
    await fc.assert(
      fc.asyncProperty(commands(...kinds), async (all) => {
        expectComplete(await after(all, 600_000));
      }),
      { numRuns: 1_000 },
    );
  });

  it('should hear of it when the store goes back', async () => {
    const kinds = [smooth, smooth, longPass, outage, jump, purge, setBack] as const;
    await fc.assert(
      fc.asyncProperty(commands(...kinds), async (all) => {
        expectComplete(await after(all, 600_000));
      }),
      { numRuns: 1_000 },
    );
  });

  describe('in particular', () => {
    let federation: Federation;
    let one: FeedReader;

    beforeEach(async () => {
      federation = new Federation();
      await federation.start();
      one = new FeedReader(federation.clock);
      await one.connect(federation.at(0));
    });

    const write = (id: string, removed = false) => federation.store.write(id, removed, 0);

    /** It hears of everything, and goes. */
    async function leave(): Promise<void> {
      await federation.pollAll();
      one.noteId();
      one.leave();
    }

    async function comeBack(): Promise<unknown> {
      await one.connect(federation.at(1));
      return (one.view() as [string][]).map(([id]) => id);
    }

    async function pass(ms: number): Promise<void> {
      federation.clock.advance(ms);
      await federation.pollAll();
    }

    async function restartAll(): Promise<void> {
      for (const replica of [0, 1, 2]) await federation.run({ op: 'restart', replica });
    }

    it('should not take an early message for news of everything before it', async () => {
      await pass(100_000);
      write('missed by 0');
      federation.clock.advance(100_000);
      const early = write('a');
      await federation.at(0).feed.catchUp([{ key: 'default:a', revision: early.revision }]);
      one.noteId();
      await federation.at(1).feed.poll();
      expect(await comeBack()).toEqual(['a', 'missed by 0']);
      expect(one.resets).toBe(1);
    });

    it('should hear of a write that was under way when the clock was set forward', async () => {
      await pass(100_000);
      federation.store.write('a', false, 500);
      federation.store.step(90_000);
      await federation.pollAll();
      await pass(1_000);
      expect(federation.at(0).view(['a'])).toHaveLength(1);
      await leave();
      expect(await comeBack()).toEqual(['a']);
      await pass(600_000);
      await leave();
      write('b');
      await federation.pollAll();
      expect(await comeBack()).toEqual(['a', 'b']);
      expect(one.resets).toBe(2);
    });

    it('should not count time without changes, which may come again', async () => {
      write('a');
      await pass(120_000);
      await leave();
      federation.store.step(-90_000);
      await restartAll();
      write('b');
      await pass(120_000);
      expect(await comeBack()).toEqual(['a', 'b']);
      expect(one.resets).toBe(1);
    });

    it('should begin again when the clock was set back while no replica ran', async () => {
      write('a');
      await leave();
      federation.store.step(-3_600_000);
      await restartAll();
      write('b');
      await pass(3_600_000);
      expect(await comeBack()).toEqual(['a', 'b']);
      expect(one.resets).toBe(2);
    });

    it('should begin again when tombstones were purged', async () => {
      write('a');
      await leave();
      await pass(100_000);
      write('a', true);
      await pass(100_000);
      federation.store.purge('a');
      await pass(600_000);
      await pass(10_000);
      expect(federation.at(1).view(['a'])).toEqual([]);
      expect(await comeBack()).toEqual([]);
      expect(one.resets).toBe(2);
    });
  });
});
