import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** MCP listeners are told of a resource at most once in so many milliseconds. */
export const WINDOW_MS = 100;

/** `pass` lets a window pass, `report` tells what is left after a garbage collection. */
export type Order = 'pass' | 'report' | 'drain';

/** Memory in bytes; streams of revision 2026-07-28. */
export interface Report {
  readonly heapUsed: number;
  readonly external: number;
  readonly rss: number;
  readonly streams: number;
  readonly cutOff: number;
}

/** The process of `directory.main.ts`: does what it is told and then answers. */
export class SoakedDirectory {
  readonly exited: Promise<unknown>;
  private readonly gone = new AbortController();

  private constructor(private readonly child: ChildProcess) {
    this.exited = once(child, 'exit').then(() => {
      this.gone.abort();
    });
  }

  /** Also tells the port on which it listens. */
  static async start(): Promise<{ directory: SoakedDirectory; port: number }> {
    const preload = join(import.meta.dirname, 'typescript.mjs');
    const child = fork(join(import.meta.dirname, 'directory.main.ts'), {
      execArgv: ['--expose-gc', `--import=${preload}`],
    });
    const directory = new SoakedDirectory(child);
    return { directory, port: await directory.answer() };
  }

  async pass(): Promise<void> {
    await this.tell('pass');
  }

  report(): Promise<Report> {
    return this.tell('report');
  }

  /** Every stream ends after what waits for it. */
  async drain(): Promise<void> {
    await this.tell('drain');
  }

  async end(): Promise<void> {
    if (this.child.connected) this.child.disconnect();
    await this.exited;
  }

  private tell<T>(order: Order): Promise<T> {
    const answer = this.answer<T>();
    this.child.send(order);
    return answer;
  }

  private async answer<T>(): Promise<T> {
    const [answer] = (await once(this.child, 'message', { signal: this.gone.signal })) as [T];
    return answer;
  }
}
