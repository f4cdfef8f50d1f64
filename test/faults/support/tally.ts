const MAX_VIOLATIONS = 100;

/** Counts what was answered, and keeps what should not have been. */
export class Tally {
  readonly violations: string[] = [];
  /** By kind and result: how long each answer took. */
  private readonly times = new Map<string, Map<string, number[]>>();

  add(kind: string, result: string, ms: number): void {
    const results = this.times.get(kind) ?? new Map<string, number[]>();
    this.times.set(kind, results);
    const times = results.get(result);
    if (times === undefined) results.set(result, [ms]);
    else times.push(ms);
  }

  violation(text: string): void {
    if (this.violations.length < MAX_VIOLATIONS) this.violations.push(text);
  }

  /** How many answers of a kind had this result. */
  count(kind: string, result: string): number {
    return this.times.get(kind)?.get(result)?.length ?? 0;
  }

  /** What this share of the answers of a kind took at most; 1 = all of them. */
  quantileMs(kind: string, share: number): number {
    const times = [...(this.times.get(kind)?.values() ?? [])].flat().sort((a, b) => a - b);
    return Math.ceil(times[Math.max(0, Math.ceil(times.length * share) - 1)] ?? 0);
  }

  /** One line: each result of the kind, how often it came and how long the slowest took. */
  line(kind: string): string {
    const results = [...(this.times.get(kind) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
    if (results.length === 0) return 'none';
    return results
      .map(([result, times]) => `${times.length} ${result} (≤ ${Math.ceil(Math.max(...times))} ms)`)
      .join(', ');
  }
}
