import { describe, expect, it } from '@jest/globals';
import { LabelRanking, type RankedLabel } from './label-ranking.js';

/** How often names of labels were read. */
let read = 0;

class WatchedLabel implements RankedLabel {
  rankedAs = 0;
  slot = 0;

  constructor(
    private readonly text: string,
    public count: number,
  ) {}

  get name(): string {
    read += 1;
    return this.text;
  }
}

describe(LabelRanking.name, () => {
  it('should look at few of many labels for a completion, whatever was typed', () => {
    const ranking = new LabelRanking();
    const labels = Array.from(
      { length: 128_000 },
      (_, index) => new WatchedLabel(`a${String(index).padStart(6, '0')}`, 1 + (index % 3)),
    );
    for (const label of labels) ranking.update(label);
    // Nobody asks before everything is loaded and in order.
    ranking.completions('', 1);
    for (const prefix of ['', 'a', 'a0', 'a00', 'a0000', 'a127', 'b']) {
      read = 0;
      expect(ranking.completions(prefix, 100).values.length).toBeLessThanOrEqual(100);
      expect(read).toBeLessThanOrEqual(2_500);
    }
    const changed = new WatchedLabel('b', 5);
    ranking.update(changed);
    read = 0;
    expect(ranking.top(20)[0]).toEqual(['b', 5]);
    expect(ranking.completions('a', 100).values).toHaveLength(100);
    expect(read).toBeLessThanOrEqual(10_000);
  });
});
