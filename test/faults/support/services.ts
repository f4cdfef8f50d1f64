import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { waitUntil } from './wait-until.js';

const run = promisify(execFile);
const UP_WITHIN_MS = 30_000;

/** The wire server is what clients connect to, the storage is where it keeps the documents. */
export type Service = 'storage' | 'wire';

/** The servers that the tests share, which one test at a time may kill and hold up. */
export class Services {
  /** @param script a program that takes `kill|start|pause|resume` and a service */
  constructor(private readonly script: string) {}

  /** SIGKILL, as a crash would. */
  async kill(service: Service): Promise<void> {
    await run(this.script, ['kill', service]);
  }

  /** On the same data and port; resolves when it listens. What is left of a killed one may be in the way at first. */
  async start(service: Service): Promise<void> {
    let failure: unknown;
    const started = await waitUntil(async () => {
      try {
        await run(this.script, ['start', service]);
        return true;
      } catch (error) {
        failure = error;
        return false;
      }
    }, UP_WITHIN_MS);
    if (started === undefined) throw failure;
  }

  /** It hangs, and its connections stay open. */
  async pause(service: 'wire'): Promise<void> {
    await run(this.script, ['pause', service]);
  }

  async resume(service: 'wire'): Promise<void> {
    await run(this.script, ['resume', service]);
  }

  /** Brings everything up again, whatever a test has left. */
  async restore(): Promise<void> {
    await this.resume('wire').catch(() => undefined);
    await this.start('storage');
    await this.start('wire');
  }
}
