/** Rows of the table that are kept for the next call: working out a distance takes no memory. */
let rows = makeRows(64);

/**
 * How many letters have to be inserted, left out, replaced or swapped with their neighbour to make one word of
 * another (optimal string alignment). Anything above `max` is returned as `max + 1`; only the diagonal band of the
 * table that may stay below is worked out.
 */
export function editDistance(a: string, b: string, max: number): number {
  const tooMany = max + 1;
  if (Math.abs(a.length - b.length) > max) return tooMany;
  const start = commonStart(a, b);
  const end = commonEnd(a, b, start);
  const height = a.length - start - end;
  const width = b.length - start - end;
  if (height === 0 || width === 0) return height + width;
  if (width + 2 > rows[0].length) rows = makeRows(width * 2);
  let [beforeLast, last, row] = rows;
  for (let j = 0; j <= width; j += 1) last[j] = Math.min(j, tooMany);
  for (let i = 1; i <= height; i += 1) {
    const letter = a.charCodeAt(start + i - 1);
    const letterBefore = i > 1 ? a.charCodeAt(start + i - 2) : -1;
    const from = Math.max(1, i - max);
    const to = Math.min(width, i + max);
    row[from - 1] = from === 1 ? Math.min(i, tooMany) : tooMany;
    let best = at(row, from - 1);
    for (let j = from; j <= to; j += 1) {
      const other = b.charCodeAt(start + j - 1);
      let cost = at(last, j - 1) + (letter === other ? 0 : 1);
      cost = Math.min(cost, at(last, j) + 1, at(row, j - 1) + 1);
      if (j > 1 && letterBefore === other && letter === b.charCodeAt(start + j - 2)) {
        cost = Math.min(cost, at(beforeLast, j - 2) + 1);
      }
      row[j] = Math.min(cost, tooMany);
      if (cost < best) best = cost;
    }
    // The next row looks one further.
    row[to + 1] = tooMany;
    if (best > max) return tooMany;
    [beforeLast, last, row] = [last, row, beforeLast];
  }
  return at(last, width);
}

function commonStart(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let start = 0;
  while (start < most && a.charCodeAt(start) === b.charCodeAt(start)) start += 1;
  return start;
}

function commonEnd(a: string, b: string, start: number): number {
  const most = Math.min(a.length, b.length) - start;
  let end = 0;
  while (end < most && a.charCodeAt(a.length - 1 - end) === b.charCodeAt(b.length - 1 - end)) {
    end += 1;
  }
  return end;
}

function makeRows(length: number): [Uint16Array, Uint16Array, Uint16Array] {
  return [new Uint16Array(length), new Uint16Array(length), new Uint16Array(length)];
}

function at(row: Uint16Array, index: number): number {
  return row[index] ?? 0;
}
