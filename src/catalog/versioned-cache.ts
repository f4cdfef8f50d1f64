/**
 * Keeps what was worked out for one version of the catalog. A new version empties it, and so does a weight
 * (bytes, items) above the limit: simple, and never stale.
 */
export class VersionedCache<T> {
  private readonly values = new Map<string, T>();
  private version = -1;
  private weight = 0;

  constructor(private readonly maxWeight: number) {}

  get(version: number, key: string): T | undefined {
    return version === this.version ? this.values.get(key) : undefined;
  }

  set(version: number, key: string, value: T, weight: number): void {
    if (weight > this.maxWeight) return;
    if (version !== this.version || this.weight + weight > this.maxWeight) {
      this.values.clear();
      this.weight = 0;
      this.version = version;
    }
    this.values.set(key, value);
    this.weight += weight;
  }
}
