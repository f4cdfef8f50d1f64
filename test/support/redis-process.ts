import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Redis } from 'ioredis';

const HOST = '127.0.0.1';
const POLL_MS = 10;

/** What must not outlive the tests, whatever becomes of them. */
const RUNNING = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of RUNNING) child.kill('SIGKILL');
});

/** Waits for what real processes do; rejects when it has not come true within `seconds`. */
export async function until(
  what: string,
  isTrue: () => boolean | Promise<boolean>,
  seconds = 60,
): Promise<void> {
  const deadline = performance.now() + seconds * 1_000;
  while (!(await isTrue())) {
    if (performance.now() > deadline) throw new Error(`not within ${seconds} s: ${what}`);
    await setTimeout(POLL_MS);
  }
}

/** A Redis of a test's own, on a free port, that it may stop, kill and start again. */
export class RedisProcess {
  private child: ChildProcess | undefined;

  private constructor(
    readonly port: number,
    private readonly dir: string,
    private readonly args: readonly string[],
  ) {}

  /**
   * Starts one that keeps its data in `dir`, a folder of its own, only when the options say so.
   * @param options as `redis-server` takes them, such as `['--appendonly', 'yes']`
   */
  static async start(dir: string, options: readonly string[] = []): Promise<RedisProcess> {
    await mkdir(dir, { recursive: true });
    const port = await freePort();
    const basic = ['--port', String(port), '--bind', HOST, '--dir', dir, '--save', ''];
    const redis = new RedisProcess(port, dir, [...basic, ...options]);
    await redis.startAgain();
    return redis;
  }

  /** Starts a Sentinel that alone decides on a failover, after the master was silent for half a second. */
  static async startSentinel(
    dir: string,
    name: string,
    master: RedisProcess,
  ): Promise<RedisProcess> {
    await mkdir(dir, { recursive: true });
    const port = await freePort();
    const file = join(dir, 'sentinel.conf');
    const lines = [
      `port ${port}`,
      `bind ${HOST}`,
      `dir ${dir}`,
      `sentinel monitor ${name} ${HOST} ${master.port} 1`,
      `sentinel down-after-milliseconds ${name} 500`,
      `sentinel failover-timeout ${name} 5000`,
    ];
    await writeFile(file, `${lines.join('\n')}\n`);
    const sentinel = new RedisProcess(port, dir, [file, '--sentinel']);
    await sentinel.startAgain();
    return sentinel;
  }

  get url(): string {
    return `redis://${HOST}:${this.port}`;
  }

  /** It stays connected and answers nothing. */
  pause(): void {
    this.child?.kill('SIGSTOP');
  }

  resume(): void {
    this.child?.kill('SIGCONT');
  }

  /** Ends it, whatever state it is in. */
  async kill(): Promise<void> {
    const { child } = this;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  /** Starts it on the same port with the data that it kept; resolves when it answers. */
  async startAgain(): Promise<void> {
    await this.kill();
    const child = spawn('redis-server', this.args, { stdio: 'ignore' });
    this.child = child;
    RUNNING.add(child);
    child.once('exit', () => RUNNING.delete(child));
    await until('redis-server answers', () => this.answers());
  }

  async startEmpty(): Promise<void> {
    await this.kill();
    for (const name of await readdir(this.dir)) {
      await rm(join(this.dir, name), { recursive: true });
    }
    await this.startAgain();
  }

  /** Copies the data that it has now, in place of an earlier copy. */
  async copyData(): Promise<void> {
    await this.run((client) => client.save());
    await rm(this.copy, { recursive: true, force: true });
    await cp(this.dir, this.copy, { recursive: true });
  }

  /** Starts it again on what was copied, or empty when nothing was. */
  async startOnCopy(): Promise<void> {
    await this.kill();
    await rm(this.dir, { recursive: true });
    await mkdir(this.copy, { recursive: true });
    await cp(this.copy, this.dir, { recursive: true });
    await this.startAgain();
  }

  private get copy(): string {
    return `${this.dir}.copy`;
  }

  /** Does one thing on a connection of its own. */
  async run<T>(work: (client: Redis) => Promise<T>): Promise<T> {
    const client = new Redis(this.port, HOST, { retryStrategy: null, disableClientInfo: true });
    client.on('error', () => undefined);
    try {
      return await work(client);
    } finally {
      client.disconnect();
    }
  }

  private answers(): Promise<boolean> {
    return this.run(async (client) => {
      try {
        await client.ping();
        return true;
      } catch (error) {
        // It answers, and wants a password.
        return String(error).includes('NOAUTH');
      }
    });
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, HOST);
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
