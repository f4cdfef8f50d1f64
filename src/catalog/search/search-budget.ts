/** What one search may still spend. A step that costs more than is left is not taken, and the answer is partial. */
export class SearchBudget {
  /** A step was left out. */
  partial = false;
  private left: number;
  private reserved = 0;

  constructor(private readonly limit: number) {
    this.left = limit;
  }

  get spent(): number {
    return this.limit - this.left;
  }

  /** From now on only one of so many equal parts of what is left may be spent: the rest is for the words that follow. */
  openShare(parts: number): void {
    this.reserved = this.left - Math.floor(this.left / parts);
  }

  /** Pays for a step; says whether there was enough left for it. */
  pay(cost: number): boolean {
    if (this.left - cost < this.reserved) {
      this.partial = true;
      return false;
    }
    this.left -= cost;
    return true;
  }
}
