import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** What an attack sent and what came back. */
export interface AttackReport {
  readonly steps: number;
  readonly statuses: Readonly<Record<number, number>>;
  /** Requests that were not answered. */
  readonly failures: readonly string[];
}

/** How hard it attacks. */
export interface Strength {
  readonly seed: number;
  /** So many things at a time, and each rests so long after one. */
  readonly parallel: number;
  readonly pauseMs: number;
}

/** The process of `attacker.main.ts`. */
export class AttackProcess {
  private constructor(private readonly child: ChildProcess) {}

  static start(url: string, { seed, parallel, pauseMs }: Strength): AttackProcess {
    const preload = join(import.meta.dirname, '../support/typescript.mjs');
    const args = [url, seed, pauseMs, parallel].map(String);
    const child = fork(join(import.meta.dirname, 'attacker.main.ts'), args, {
      execArgv: [`--import=${preload}`],
    });
    return new AttackProcess(child);
  }

  /** Resolves when the last answer has come. */
  async stop(): Promise<AttackReport> {
    const answer = once(this.child, 'message');
    this.child.send('stop');
    const [report] = (await answer) as [AttackReport];
    return report;
  }

  end(): void {
    this.child.kill('SIGKILL');
  }
}
