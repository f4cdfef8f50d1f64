import { describe, expect, it } from '@jest/globals';
import type { ArchivedServer } from './archived-server.js';
import { inBatches } from './in-batches.js';

async function* servers(count: number, manifestLength: number, entries: number) {
  await Promise.resolve();
  for (let index = 0; index < count; index += 1) {
    const record = { id: `s${index}`, manifest: 'x'.repeat(manifestLength) };
    yield { record, fence: 0, history: Array(entries).fill({}) } as unknown as ArchivedServer;
  }
}

async function sizes(args: Parameters<typeof servers>): Promise<number[]> {
  const found: number[] = [];
  for await (const batch of inBatches(servers(...args))) found.push(batch.length);
  return found;
}

describe(inBatches.name, () => {
  it.each([
    ['nothing', [0, 10, 1], []],
    ['small servers', [250, 10, 1], [100, 100, 50]],
    ['large manifests', [40, 256 * 1_024, 1], [16, 16, 8]],
    ['long histories', [3, 10, 20_000], [1, 1, 1]],
  ] as [string, [number, number, number], number[]][])(
    'should cut %s',
    async (_name, args, expected) => {
      expect(await sizes(args)).toEqual(expected);
    },
  );
});
