import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { tempDir } from './temp-dir.js';

const TEMPLATES = join(import.meta.dirname, '../../ops/nginx');
const SUFFIX = '.template';

/** Limits that no test meets unless it sets its own. */
const WIDE = {
  FRONT_OPERATORS: 'closed',
  FRONT_CONNECTIONS: '1024',
  FRONT_PATIENCE: '10s',
  FRONT_ANSWER_TIMEOUT: '75s',
  FRONT_STREAMS: '1000',
  FRONT_REQUESTS: '1000',
  FRONT_WRITES_PER_SECOND: '1000',
  FRONT_QUERIES_PER_SECOND: '1000',
  FRONT_HEARTBEATS_PER_SECOND: '1000',
  FRONT_BURST: '1000',
};

/** Debian keeps it where only root looks. */
const env = { PATH: `${process.env['PATH'] ?? ''}:/usr/sbin` };

/** Other values of the templates' variables. */
export type FrontSettings = Partial<typeof WIDE>;

interface NginxOptions {
  /** URLs of the directory's replicas. */
  readonly upstreams: readonly string[];
  /** As `FEDERATION_CORE_UPSTREAM` is set. */
  readonly federationCore?: string;
  readonly settings?: FrontSettings;
}

/** nginx as the front of replicas, with the configuration that is shipped, on a free port. */
export class Nginx {
  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
    private readonly cleanUp: () => Promise<void>,
  ) {}

  /** Whether there is an nginx on this machine. */
  static isInstalled(): boolean {
    return spawnSync('nginx', ['-v'], { env, stdio: 'ignore' }).status === 0;
  }

  /** Starts it and waits until it listens; rejects with what it wrote when it does not. */
  static async start({ upstreams, federationCore = '', settings }: NginxOptions): Promise<Nginx> {
    const address = `127.0.0.1:${await freePort()}`;
    const files = await tempDir();
    const servers = upstreams.map((url) => `server ${new URL(url).host} max_fails=0;`);
    const values = {
      ...WIDE,
      ...settings,
      DIRECTORY_LISTEN: address,
      DIRECTORY_SERVERS: servers.join(' '),
      FEDERATION_CORE_UPSTREAM: federationCore,
      NGINX_LOCAL_RESOLVERS: '127.0.0.1',
    };
    for (const name of await readdir(TEMPLATES)) {
      const text = render(await readFile(join(TEMPLATES, name), 'utf8'), values);
      await writeFile(join(files.path, name.slice(0, -SUFFIX.length)), text);
    }
    const main = join(files.path, 'nginx.conf');
    const globals = 'daemon off; master_process off; error_log stderr notice;';
    const child = spawn(
      'nginx',
      ['-e', 'stderr', '-p', files.path, '-c', main, '-g', globals],
      // One process that touches nothing outside its own directory.
      { env, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    const nginx = new Nginx(`http://${address}`, child, files.remove);
    await nginx.listening();
    return nginx;
  }

  async stop(): Promise<void> {
    const running = this.child.exitCode === null && this.child.signalCode === null;
    if (running && this.child.kill('SIGTERM')) await once(this.child, 'exit');
    await this.cleanUp();
  }

  /** Reads all that it writes: a full pipe would hold it up. */
  private async listening(): Promise<void> {
    if (this.child.stderr === null) throw new Error('the output is not piped');
    const lines = createInterface(this.child.stderr);
    const output: string[] = [];
    const listens = new Promise<boolean>((resolve) => {
      lines.on('line', (line) => {
        output.push(line);
        // Its sockets are open before it names its system.
        if (line.includes('[notice]') && line.includes(' OS: ')) resolve(true);
      });
    });
    if (await Promise.race([listens, once(lines, 'close').then(() => false)])) return;
    await this.stop();
    throw new Error(`nginx did not start:\n${output.join('\n')}`);
  }
}

/** As envsubst does: only the given names are filled in. */
function render(template: string, values: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\$\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
