import { describe, expect, it } from '@jest/globals';
import { Coalescer } from './coalescer.js';

interface Batch {
  readonly keys: readonly string[];
  readonly answer: (values: readonly string[]) => void;
  readonly fail: (error: Error) => void;
}

function coalescer(batchSize: number, parallel: number) {
  const batches: Batch[] = [];
  const asks = new Coalescer<string, string>(
    (keys) =>
      new Promise((answer, fail) => {
        batches.push({ keys, answer, fail });
      }),
    { batchSize, parallel },
  );
  const ask = (key: string) => asks.ask(key, key);
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  return { batches, ask, turn };
}

describe(Coalescer.name, () => {
  it('should send together what is asked in the same turn, and answer each', async () => {
    const { batches, ask, turn } = coalescer(500, 1);
    const answers = Promise.all(['a', 'b', 'a'].map(ask));
    await turn();
    expect(batches.map(({ keys }) => keys)).toEqual([['a', 'b']]);
    batches[0]?.answer(['A', 'B']);
    expect(await answers).toEqual(['A', 'B', 'A']);
  });

  it('should gather what is asked while a batch is under way', async () => {
    const { batches, ask, turn } = coalescer(500, 1);
    const first = ask('a');
    await turn();
    const later = ['b', 'a', 'c'].map(ask);
    await turn();
    expect(batches).toHaveLength(1);
    batches[0]?.answer(['first']);
    expect(await first).toBe('first');
    await turn();
    // What was sent already may have been answered before the second question came up.
    expect(batches[1]?.keys).toEqual(['b', 'a', 'c']);
    batches[1]?.answer(['B', 'second', 'C']);
    expect(await Promise.all(later)).toEqual(['B', 'second', 'C']);
  });

  it('should keep to its limits', async () => {
    const { batches, ask, turn } = coalescer(2, 2);
    const answers = Promise.all(['a', 'b', 'c', 'd', 'e'].map(ask));
    await turn();
    expect(batches.map(({ keys }) => keys)).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
    batches[1]?.answer(['C', 'D']);
    await turn();
    expect(batches[2]?.keys).toEqual(['e']);
    batches[2]?.answer(['E']);
    batches[0]?.answer(['A', 'B']);
    expect(await answers).toEqual(['A', 'B', 'C', 'D', 'E']);
  });

  it('should reject all of a batch that failed, and go on', async () => {
    const { batches, ask, turn } = coalescer(2, 1);
    const answers = Promise.allSettled(['a', 'b', 'c'].map(ask));
    await turn();
    batches[0]?.fail(new Error('lost'));
    await turn();
    batches[1]?.answer(['C']);
    expect(await answers).toMatchObject([
      { status: 'rejected', reason: new Error('lost') },
      { status: 'rejected', reason: new Error('lost') },
      { status: 'fulfilled', value: 'C' },
    ]);
  });

  it('should reject when not all was answered', async () => {
    const { batches, ask, turn } = coalescer(2, 1);
    const answers = Promise.allSettled(['a', 'b'].map(ask));
    await turn();
    batches[0]?.answer(['A']);
    expect((await answers).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });
});
