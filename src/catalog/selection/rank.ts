const DIGIT_BITS = 12;
const DIGITS = 1 << DIGIT_BITS;
/** Two digits: a score is at most some 1,700, which is more than ten words can have. */
const MOST = DIGITS * DIGITS - 1;
/** Scores have four decimals. */
const PRECISION = 10_000;

/** Numbers of servers from the highest score down, with their scores. */
export interface Ranked {
  readonly numbers: Uint32Array;
  /** Rounded to four decimals, in the order of the numbers. */
  readonly scores: Float64Array;
}

/**
 * Ranks numbers by their rounded scores; equal ones stay in their order. A radix sort, because comparing a hundred
 * thousand takes too long.
 * @param scores - by number
 */
export function ranked(numbers: Uint32Array, scores: Float64Array): Ranked {
  const keys = new Uint32Array(numbers.length);
  const order = new Uint32Array(numbers.length);
  for (let index = 0; index < numbers.length; index += 1) {
    const score = scores[numbers[index] ?? 0] ?? 0;
    keys[index] = MOST - Math.min(MOST, Math.round(score * PRECISION));
    order[index] = index;
  }
  const sorted = sortedBy(sortedBy(order, keys, 0), keys, DIGIT_BITS);
  const result = {
    numbers: new Uint32Array(sorted.length),
    scores: new Float64Array(sorted.length),
  };
  for (let place = 0; place < sorted.length; place += 1) {
    const index = sorted[place] ?? 0;
    result.numbers[place] = numbers[index] ?? 0;
    result.scores[place] = (MOST - (keys[index] ?? 0)) / PRECISION;
  }
  return result;
}

/** Sorts indexes by one digit of their keys; equal ones stay in their order. */
function sortedBy(order: Uint32Array, keys: Uint32Array, shift: number): Uint32Array {
  const starts = new Uint32Array(DIGITS + 1);
  for (const key of keys) {
    const next = ((key >>> shift) & (DIGITS - 1)) + 1;
    starts[next] = (starts[next] ?? 0) + 1;
  }
  for (let digit = 1; digit <= DIGITS; digit += 1) {
    starts[digit] = (starts[digit] ?? 0) + (starts[digit - 1] ?? 0);
  }
  const sorted = new Uint32Array(order.length);
  for (const index of order) {
    const digit = ((keys[index] ?? 0) >>> shift) & (DIGITS - 1);
    const place = starts[digit] ?? 0;
    sorted[place] = index;
    starts[digit] = place + 1;
  }
  return sorted;
}
