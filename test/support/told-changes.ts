/** What a client was told of: `list` or the URI of a resource, in order. */
export class ToldChanges {
  /** What was not taken yet. */
  waiting: string[] = [];
  private wake: () => void = () => undefined;

  add(what: string): void {
    this.waiting.push(what);
    this.wake();
  }

  /** The next ones, sorted; waits until so many have come. */
  async take(count: number): Promise<string[]> {
    while (this.waiting.length < count) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
    return this.waiting.splice(0, count).sort();
  }
}
