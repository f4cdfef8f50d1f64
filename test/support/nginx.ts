import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { tempDir } from './temp-dir.js';

const TEMPLATE = join(import.meta.dirname, '../../ops/nginx/default.conf.template');

/** Debian keeps it where only root looks. */
const env = { PATH: `${process.env['PATH'] ?? ''}:/usr/sbin` };

interface NginxOptions {
  /** URLs of the directory's replicas. */
  readonly upstreams: readonly string[];
  /** As `FEDERATION_CORE_UPSTREAM` is set. */
  readonly federationCore?: string;
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
  static async start({ upstreams, federationCore = '' }: NginxOptions): Promise<Nginx> {
    const address = `127.0.0.1:${await freePort()}`;
    const files = await tempDir();
    const servers = upstreams.map((url) => `server ${new URL(url).host} max_fails=0;`);
    await writeFile(
      join(files.path, 'default.conf'),
      render(await readFile(TEMPLATE, 'utf8'), {
        DIRECTORY_LISTEN: address,
        DIRECTORY_SERVERS: servers.join(' '),
        FEDERATION_CORE_UPSTREAM: federationCore,
        NGINX_LOCAL_RESOLVERS: '127.0.0.1',
      }),
    );
    const main = join(files.path, 'nginx.conf');
    await writeFile(main, mainConfiguration(files.path));
    const child = spawn('nginx', ['-e', 'stderr', '-p', files.path, '-c', main], {
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
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

/** One process that touches nothing outside its own directory. */
function mainConfiguration(path: string): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return `
    daemon off;
    master_process off;
    pid ${path}/pid;
    error_log stderr notice;
    events { worker_connections 1024; }
    http {
      access_log off;
      ${temporary.map((name) => `${name}_temp_path ${path}/${name};`).join('\n')}
      include ${path}/default.conf;
    }`;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
