import { describe, expect, it } from '@jest/globals';
import { LabelIndex } from '../labels/label-index.js';
import { LabelFilter } from './label-filter.js';

describe(LabelFilter.name, () => {
  const indexes = {
    tags: new LabelIndex(),
    capabilities: new LabelIndex(),
    tools: new LabelIndex(),
    statuses: new LabelIndex(),
  };
  for (let number = 0; number < 100; number += 1) indexes.tags.add(['all'], number);
  for (const number of [3, 5, 90]) indexes.tags.add(['few'], number);
  indexes.tools.add(['tool'], 5);
  indexes.capabilities.add(['tool'], 90);

  const select = (tags: string[][], capabilities: string[][], most: number): unknown => {
    const filter = { tags, capabilities, statuses: [], text: '' };
    const selected = new LabelFilter(indexes, most).select(filter, 128);
    return selected && { ...selected, numbers: [...selected.numbers].sort((a, b) => a - b) };
  };

  it('should meet every group by one of its labels', () => {
    expect(select([], [], 1_000)).toBeUndefined();
    expect(select([['all'], ['few', 'none']], [], 1_000)).toEqual({
      numbers: [3, 5, 90],
      partial: false,
    });
    expect(select([['few', 'few', 'all'], ['few']], [['tool']], 1_000)).toEqual({
      numbers: [5, 90],
      partial: false,
    });
    expect(select([['few'], ['none']], [], 1_000)).toEqual({ numbers: [], partial: false });
  });

  it('should leave labels out that would cost too much, and say so', () => {
    expect(select([['all', 'few']], [], 50)).toEqual({ numbers: [3, 5, 90], partial: true });
    expect(select([['few']], [], 50)).toEqual({ numbers: [3, 5, 90], partial: false });
  });
});
