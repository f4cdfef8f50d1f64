/** About what an entry costs beyond its key and value. */
const ENTRY_BYTES = 200;

/**
 * Keeps what was worked out for one version of the catalog. A new version empties it, and so does a size above the
 * limit: simple, and never stale.
 */
export class VersionedCache<T> {
  private readonly values = new Map<string, T>();
  private version: string | number = -1;
  private bytes = 0;

  constructor(private readonly maxBytes: number) {}

  get(version: string | number, key: string): T | undefined {
    return version === this.version ? this.values.get(key) : undefined;
  }

  /** Keys count too: they are made of what clients send. */
  set(version: string | number, key: string, value: T, valueBytes: number): void {
    const bytes = valueBytes + 2 * key.length + ENTRY_BYTES;
    if (bytes > this.maxBytes) return;
    if (version !== this.version || this.bytes + bytes > this.maxBytes) {
      this.values.clear();
      this.bytes = 0;
      this.version = version;
    }
    this.values.set(key, value);
    this.bytes += bytes;
  }
}
