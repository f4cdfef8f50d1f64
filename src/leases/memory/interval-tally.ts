/** How many leases there are of each interval, in seconds. */
export class IntervalTally {
  private readonly leases = new Map<number, number>();
  private sum = 0;

  get total(): number {
    return this.sum;
  }

  add(intervalSeconds: number, by: 1 | -1): void {
    const count = (this.leases.get(intervalSeconds) ?? 0) + by;
    if (count === 0) this.leases.delete(intervalSeconds);
    else this.leases.set(intervalSeconds, count);
    this.sum += by;
  }

  snapshot(): ReadonlyMap<number, number> {
    return new Map(this.leases);
  }
}
