import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DirectoryProcess, type Exit } from '../../support/directory-process.js';
import { tempDir } from '../../support/temp-dir.js';
import type { Target } from './target.js';

const START_DEADLINE_MS = 30_000;

/** One replica of a directory on a port that it keeps, however often it is killed and started again. */
export class Replica implements Target {
  readonly url: string;
  serving = false;
  generation = 0;
  private process: DirectoryProcess | undefined;
  private data: Awaited<ReturnType<typeof tempDir>> | undefined;

  constructor(
    readonly name: string,
    port: number,
    private readonly env: Readonly<Record<string, string>>,
  ) {
    this.url = `http://127.0.0.1:${port}`;
  }

  /** Starts it and waits until it serves. */
  async start(): Promise<void> {
    const launched = await this.launch();
    await launched.serving(START_DEADLINE_MS);
    this.generation += 1;
    this.serving = true;
  }

  /** Starts it and waits for nothing. */
  async launch(): Promise<DirectoryProcess> {
    this.data ??= await tempDir();
    const { port } = new URL(this.url);
    this.process = DirectoryProcess.spawn(this.data.path, { ...this.env, PORT: port });
    return this.process;
  }

  /** SIGKILL, as a crash would. */
  async kill(): Promise<void> {
    await this.endWith('SIGKILL');
  }

  /** SIGTERM, as a rolling restart does. */
  stop(): Promise<Exit | undefined> {
    return this.endWith('SIGTERM');
  }

  /** SIGSTOP: it hangs, and its connections stay open. */
  pause(): void {
    this.process?.kill('SIGSTOP');
  }

  resume(): void {
    this.process?.kill('SIGCONT');
  }

  /** What it wrote since its last start. */
  get output(): readonly string[] {
    return this.process?.output ?? [];
  }

  /** Ends it in any case and removes its data. With `FAULTS_LOG_DIR` its output is kept there. */
  async end(): Promise<void> {
    this.serving = false;
    await this.process?.end();
    await this.keepOutput();
    await this.data?.remove();
  }

  private async endWith(signal: NodeJS.Signals): Promise<Exit | undefined> {
    this.serving = false;
    this.generation += 1;
    this.process?.kill(signal);
    const exit = await this.process?.exited;
    await this.keepOutput();
    return exit;
  }

  private async keepOutput(): Promise<void> {
    const directory = process.env['FAULTS_LOG_DIR'];
    if (directory === undefined || this.process === undefined) return;
    const lines = this.process.output.splice(0);
    if (lines.length === 0) return;
    await appendFile(join(directory, `${this.name}.log`), `${lines.join('\n')}\n`);
  }
}
