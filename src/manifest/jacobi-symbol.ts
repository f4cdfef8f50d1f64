/**
 * The Jacobi symbol of a ≥ 0 over an odd n > 0: for a prime n it is 1 when a is a square modulo n, −1 when it is not,
 * and 0 for a multiple of n. Euclid's algorithm, a tenth of the work of a power.
 */
export function jacobiSymbol(a: bigint, n: bigint): 1 | 0 | -1 {
  let [top, bottom] = [a % n, n];
  let isNegative = false;
  while (top !== 0n) {
    while ((top & 1n) === 0n) {
      top >>= 1n;
      const rest = bottom & 7n;
      if (rest === 3n || rest === 5n) isNegative = !isNegative;
    }
    if ((top & bottom & 3n) === 3n) isNegative = !isNegative;
    [top, bottom] = [bottom % top, top];
  }
  if (bottom !== 1n) return 0;
  return isNegative ? -1 : 1;
}
