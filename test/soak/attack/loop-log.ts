/** What `loop-report.mjs` writes each second: milliseconds and bytes. */
export interface Second {
  readonly heldMs: number;
  readonly heapUsed: number;
  readonly rss: number;
}

/** The reports in what a directory has written. */
export function secondsIn(lines: readonly string[]): Second[] {
  return lines
    .filter((line) => line.startsWith('{"soak":'))
    .map((line) => (JSON.parse(line) as { soak: Second }).soak);
}

/** For how long the event loop was held at most in this part of the seconds, those left out in which it was held for longest. */
export function heldIn(seconds: readonly Second[], part: number): number {
  const held = seconds.map(({ heldMs }) => heldMs).sort((a, b) => a - b);
  return held[Math.ceil(held.length * part) - 1] ?? 0;
}

/** The least that the heap held in a part of these seconds, from a share to a share: what no collection has freed. */
export function heapFloor(seconds: readonly Second[], from: number, to: number): number {
  const part = seconds.slice(Math.floor(seconds.length * from), Math.ceil(seconds.length * to));
  return Math.min(...part.map(({ heapUsed }) => heapUsed));
}
