import { type ChildProcessByStdio, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import type { Readable } from 'node:stream';

/** `DIRECTORY_MAIN` names a build of one's own, where `dist` is somebody else's. */
const MAIN = process.env['DIRECTORY_MAIN'] ?? join(import.meta.dirname, '../../dist/main.js');
const START_DEADLINE_MS = 60_000;

/** What the kernel lets a process have. */
interface ProcessLimits {
  readonly openFiles?: number;
  /** Blocks of 512 bytes: no file may become longer. 0 = nothing can be written, as on a full disk. */
  readonly fileBlocks?: number;
}

/** How a directory process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** The built program as a process of its own, on a free port unless `PORT` names one. `npm test` builds it first. */
export class DirectoryProcess {
  url = '';
  /** All that it wrote, line by line. */
  readonly output: string[] = [];
  readonly exited: Promise<Exit>;
  private readonly served: Promise<void>;
  private readonly lines: Interface;
  private ended = false;

  private constructor(private readonly child: ChildProcessByStdio<null, Readable, Readable>) {
    this.exited = once(child, 'close').then(([code, signal]) => ({
      code: code as number | null,
      signal: signal as NodeJS.Signals | null,
    }));
    void this.exited.then(() => {
      this.ended = true;
    });
    const lines = createInterface(child.stdout);
    this.lines = lines;
    createInterface(child.stderr).on('line', (line) => this.output.push(line));
    this.served = new Promise((resolve) => {
      lines.on('line', (line) => {
        this.output.push(line);
        this.url = /Listening on (http:\S+),/.exec(line)?.[1] ?? this.url;
        if (line.includes('The directory serves')) resolve();
      });
    });
  }

  /** Starts it and waits until it serves; rejects with its output when it does not. */
  static async start(
    dataDir: string,
    env: Record<string, string> = {},
    limits: ProcessLimits = {},
  ): Promise<DirectoryProcess> {
    const directory = DirectoryProcess.spawn(dataDir, env, limits);
    await directory.serving();
    return directory;
  }

  /** Starts it and waits for nothing. */
  static spawn(
    dataDir: string,
    env: Record<string, string> = {},
    limits: ProcessLimits = {},
  ): DirectoryProcess {
    const [command, ...args] = limited(limits);
    const child = spawn(command ?? process.execPath, [...args, MAIN], {
      env: { PATH: process.env['PATH'], PORT: '0', DATA_DIR: dataDir, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new DirectoryProcess(child);
  }

  /** Resolves at the moment at which it has told so many lines, or has ended. */
  async told(lines: number): Promise<void> {
    while (this.output.length < lines && !this.ended) await this.nextLine();
  }

  /** Resolves when a line that it tells matches. */
  async says(pattern: RegExp): Promise<void> {
    while (!this.output.some((line) => pattern.test(line))) {
      if (this.ended) throw new Error(`It ended without a word:\n${this.output.join('\n')}`);
      await this.nextLine();
    }
  }

  /** As if somebody had made room on the disk. */
  liftFileLimit(): void {
    execFileSync('prlimit', ['--pid', String(this.child.pid), '--fsize=unlimited']);
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Ends it in any case; for the clean-up of a test. */
  async end(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) this.kill('SIGKILL');
    await this.exited;
  }

  /** Also when it ends. */
  private async nextLine(): Promise<void> {
    await Promise.race([once(this.lines, 'line'), this.exited]);
  }

  /** Waits until it serves; ends it and rejects with its output when it does not within the deadline. */
  async serving(deadlineMs = START_DEADLINE_MS): Promise<void> {
    const late = once(AbortSignal.timeout(deadlineMs), 'abort').then(() => 'did not serve in time');
    const ended = this.exited.then(({ code }) => `ended with code ${code ?? 'none'}`);
    const failure = await Promise.race([this.served, ended, late]);
    if (failure === undefined) return;
    await this.end();
    throw new Error(`The directory ${failure}:\n${this.output.join('\n')}`);
  }
}

/** A shell that becomes the process within these limits; nothing where there are none. */
function limited({ openFiles, fileBlocks }: ProcessLimits): string[] {
  const files = openFiles === undefined ? [] : [`ulimit -n ${openFiles}`];
  // The soft limit, which may be lifted.
  const blocks = fileBlocks === undefined ? [] : [`ulimit -S -f ${fileBlocks}`];
  const limits = [...files, ...blocks];
  if (limits.length === 0) return [];
  return ['sh', '-c', [...limits, 'exec "$0" "$@"'].join(' && '), process.execPath];
}
