/** How a piece of work waits. */
export interface Waiting {
  /** Before all others of its host. */
  readonly urgent?: boolean;
  /** Whoever waits goes when this says so, and is rejected with its reason; work that has begun goes on. */
  readonly patience?: AbortSignal;
}

/** Runs work on hosts: one piece at a time on each, and only so many in all. */
export class HostQueue {
  private readonly waiting = new Map<string, (() => Promise<void>)[]>();
  private readonly busy = new Set<string>();

  constructor(private readonly limit: number) {}

  /** Resolves or rejects as the work does. */
  run<T>(host: string, work: () => Promise<T>, { urgent, patience }: Waiting = {}): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const start = async (): Promise<void> => {
        patience?.removeEventListener('abort', leave);
        await work().then(resolve, reject);
      };
      const leave = (): void => {
        this.remove(host, start);
        reject(patience?.reason as Error);
      };
      patience?.addEventListener('abort', leave);
      const line = this.waiting.get(host) ?? [];
      if (urgent === true) line.unshift(start);
      else line.push(start);
      this.waiting.set(host, line);
      this.startWhatMay();
    });
  }

  private startWhatMay(): void {
    for (const [host, line] of this.waiting) {
      if (this.busy.size >= this.limit) return;
      const start = this.busy.has(host) ? undefined : line.shift();
      if (start === undefined) continue;
      if (line.length === 0) this.waiting.delete(host);
      this.busy.add(host);
      void start().finally(() => {
        this.end(host);
      });
    }
  }

  /** Hosts take turns: the one that had its turn goes to the end. */
  private end(host: string): void {
    this.busy.delete(host);
    const line = this.waiting.get(host);
    if (line !== undefined) {
      this.waiting.delete(host);
      this.waiting.set(host, line);
    }
    this.startWhatMay();
  }

  private remove(host: string, start: () => Promise<void>): void {
    const left = this.waiting.get(host)?.filter((other) => other !== start) ?? [];
    if (left.length === 0) this.waiting.delete(host);
    else this.waiting.set(host, left);
  }
}
