/** Limits the work that is under way at a time, by number and by size. */
export class WorkWindow {
  private count = 0;
  private size = 0;
  private wake: (() => void) | undefined;

  constructor(
    private readonly mostCount: number,
    private readonly mostSize: number,
  ) {}

  /** Resolves when there is room for work of this size; one that is larger than everything goes alone. To be awaited one at a time. */
  async enter(size: number): Promise<void> {
    while (this.count > 0 && (this.count >= this.mostCount || this.size + size > this.mostSize)) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
    this.count += 1;
    this.size += size;
  }

  /** Work that had entered is done. */
  leave(size: number): void {
    this.count -= 1;
    this.size -= size;
    this.wake?.();
    this.wake = undefined;
  }
}
