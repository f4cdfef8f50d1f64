import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const MAIN = join(import.meta.dirname, '../../dist/main.js');
const START_DEADLINE_MS = 15_000;

/** How a directory process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The built program as a process of its own, on a free port. `npm test` builds it first. */
export class DirectoryProcess {
  url = '';
  /** All that it wrote, line by line. */
  readonly output: string[] = [];
  readonly exited: Promise<Exit>;

  private constructor(private readonly child: ChildProcess) {
    this.exited = once(child, 'exit').then(([code, signal]) => ({
      code: code as number | null,
      signal: signal as NodeJS.Signals | null,
    }));
  }

  /** Starts it and waits until it serves; rejects with its output when it does not. */
  static async start(dataDir: string, env: Record<string, string> = {}): Promise<DirectoryProcess> {
    const directory = DirectoryProcess.spawn(dataDir, env);
    await directory.serving();
    return directory;
  }

  static spawn(dataDir: string, env: Record<string, string> = {}): DirectoryProcess {
    const child = spawn(process.execPath, [MAIN], {
      env: { PATH: process.env['PATH'], PORT: '0', DATA_DIR: dataDir, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new DirectoryProcess(child);
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Ends it in any case; for the clean-up of a test. */
  async end(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) this.kill('SIGKILL');
    await this.exited;
  }

  private async serving(): Promise<void> {
    const { stdout, stderr } = this.child;
    if (stdout === null || stderr === null) throw new Error('the output is not piped');
    const served = new Promise<void>((resolve) => {
      createInterface(stdout).on('line', (line) => {
        this.output.push(line);
        this.url = /Listening on (http:\S+),/.exec(line)?.[1] ?? this.url;
        if (line.includes('The directory serves')) resolve();
      });
    });
    createInterface(stderr).on('line', (line) => this.output.push(line));
    const deadline = AbortSignal.timeout(START_DEADLINE_MS);
    const late = once(deadline, 'abort').then(() => 'did not serve in time');
    const ended = this.exited.then(({ code }) => `ended with code ${code ?? 'none'}`);
    const failure = await Promise.race([served, ended, late]);
    if (failure === undefined) return;
    await this.end();
    throw new Error(`The directory ${failure}:\n${this.output.join('\n')}`);
  }
}
