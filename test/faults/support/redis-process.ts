import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from './free-ports.js';
import { waitUntil } from './wait-until.js';

const LISTENS_WITHIN_MS = 10_000;

/** What a Redis is started with. */
export interface RedisOptions {
  /** That clients must know. */
  readonly password?: string;
  /** Where it makes the directory for its data. */
  readonly parent?: string;
}

/** A Redis of one's own, to be killed, held up and emptied. It keeps its port. */
export class RedisProcess {
  private child: ChildProcess | undefined;

  private dir = '';

  private constructor(
    readonly port: number,
    private readonly password: string,
    private readonly parent: string,
  ) {}

  static async start({
    password = '',
    parent = tmpdir(),
  }: RedisOptions = {}): Promise<RedisProcess> {
    const [port] = await freePorts(1);
    const redis = new RedisProcess(port ?? 0, password, parent);
    await redis.startEmpty();
    return redis;
  }

  get url(): string {
    const login = this.password === '' ? '' : `:${this.password}@`;
    return `redis://${login}127.0.0.1:${this.port}`;
  }

  /** On what the last one has written; resolves when it listens. */
  async startAgain(): Promise<void> {
    const options = { bind: '127.0.0.1', port: this.port, dir: this.dir, appendonly: 'yes' };
    const given = {
      ...options,
      save: '',
      ...(this.password !== '' && { requirepass: this.password }),
    };
    this.child = spawn(
      'redis-server',
      Object.entries(given).flatMap(([name, value]) => [`--${name}`, String(value)]),
      { stdio: 'ignore' },
    );
    const listening = await waitUntil(() => listens(this.port), LISTENS_WITHIN_MS);
    if (listening === undefined) throw new Error(`No Redis listens on port ${this.port}`);
  }

  /** As another instance, with nothing in it. */
  async startEmpty(): Promise<void> {
    await this.removeData();
    this.dir = await mkdtemp(join(this.parent, 'omega-redis-'));
    await this.startAgain();
  }

  /** SIGKILL, as a crash would. */
  async kill(): Promise<void> {
    const { child } = this;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  /** It hangs, and its connections stay open. */
  pause(): void {
    this.child?.kill('SIGSTOP');
  }

  resume(): void {
    this.child?.kill('SIGCONT');
  }

  async end(): Promise<void> {
    await this.kill();
    await this.removeData();
  }

  private async removeData(): Promise<void> {
    if (this.dir !== '') await rm(this.dir, { recursive: true, force: true });
  }
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => {
      resolve(false);
    });
  });
}
