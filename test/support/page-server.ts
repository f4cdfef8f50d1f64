import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/** Where a page finds the built verifier and the two packages that it needs. */
const MODULES: readonly [prefix: string, folder: string][] = [
  ['/client/', 'dist/client'],
  ['/common/', 'dist/common'],
  ['/jose/', 'node_modules/jose/dist/webapi'],
  ['/canonicalize/', 'node_modules/canonicalize/lib'],
];

/** An empty page, on which tests run scripts that may import the verifier. */
export const PAGE = `<!doctype html><title>Page</title><script type="importmap">${JSON.stringify({
  imports: { jose: '/jose/index.js', canonicalize: '/canonicalize/canonicalize.js' },
})}</script>`;

/** Somebody's web site. */
export class PageServer {
  readonly port: number;

  private constructor(private readonly server: Server) {
    this.port = (server.address() as AddressInfo).port;
  }

  static async start(): Promise<PageServer> {
    const server = createServer((request, response) => {
      void moduleAt(request.url ?? '').then((script) => {
        response.setHeader('Content-Type', script === undefined ? 'text/html' : 'text/javascript');
        response.end(script ?? PAGE);
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new PageServer(server);
  }

  async end(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }
}

async function moduleAt(url: string): Promise<string | undefined> {
  const found = MODULES.find(([prefix]) => url.startsWith(prefix));
  if (found === undefined || url.includes('..')) return undefined;
  const [prefix, folder] = found;
  return readFile(join(ROOT, folder, url.slice(prefix.length)), 'utf8').catch(() => undefined);
}
