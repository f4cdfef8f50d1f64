import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that passes on what another one answers, changed. */
export class Mirror {
  change: (path: string, text: string) => string = (_path, text) => text;

  private constructor(private readonly server: Server) {}

  static async of(url: string): Promise<Mirror> {
    const server = createServer((request, response) => {
      const path = request.url ?? '';
      void fetch(url + path).then(async (answer) => {
        response.statusCode = answer.status;
        response.end(mirror.change(path, await answer.text()));
      });
    });
    const mirror = new Mirror(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return mirror;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async end(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}
