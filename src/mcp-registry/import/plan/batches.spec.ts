import { describe, expect, it } from '@jest/globals';
import { batches } from './batches.js';
import type { MappedEntry } from '../entry/to-manifest.js';

function entriesOf(...sizes: number[]): MappedEntry[] {
  return sizes.map((bytes) => ({ bytes }) as MappedEntry);
}

describe(batches.name, () => {
  it('should cut by number', () => {
    const sizes = [...batches(entriesOf(...Array<number>(250).fill(10)))].map(
      ({ length }) => length,
    );
    expect(sizes).toEqual([100, 100, 50]);
  });

  it('should cut by size, and keep the order', () => {
    const entries = entriesOf(3e6, 2e6, 1e6, 9e6, 1);
    expect([...batches(entries)]).toEqual([
      entries.slice(0, 1),
      entries.slice(1, 3),
      entries.slice(3, 4),
      entries.slice(4),
    ]);
  });

  it('should make nothing of nothing', () => {
    expect([...batches([])]).toEqual([]);
  });
});
