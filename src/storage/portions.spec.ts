import { describe, expect, it } from '@jest/globals';
import { newDraft } from '../../test/support/record-drafts.js';
import type { ServerRecord } from '../manifest/server-record.js';
import { portions } from './portions.js';

function record(index: number, length: number): ServerRecord {
  return { ...newDraft(`s${index}`), manifest: 'x'.repeat(length), revision: 1, position: index };
}

const sizes = (lengths: readonly number[]): number[] =>
  [...portions(lengths.map((length, index) => record(index, length)))].map(({ length }) => length);

describe(portions.name, () => {
  it('should cut by number and by size, and leave nothing out', () => {
    expect(sizes([])).toEqual([]);
    expect(sizes([10])).toEqual([1]);
    expect(sizes(Array.from({ length: 40 }, () => 1_000))).toEqual([16, 16, 8]);
    expect(sizes([100_000, 100_000, 10, 10, 200_000, 10])).toEqual([1, 3, 1, 1]);
  });
});
