/** A label with the number of servers that carry it. */
export type LabelCount = [label: string, count: number];

/** Most frequent first, then by label. */
export function byRank([labelA, countA]: LabelCount, [labelB, countB]: LabelCount): number {
  return countB - countA || (labelA < labelB ? -1 : 1);
}

/** The first few by rank, without sorting all. */
export function topRanked(counts: Iterable<LabelCount>, few: number): LabelCount[] {
  const best: LabelCount[] = [];
  for (const entry of counts) {
    const last = best[few - 1];
    if (last !== undefined && byRank(entry, last) > 0) continue;
    best.push(entry);
    best.sort(byRank).splice(few);
  }
  return best;
}
