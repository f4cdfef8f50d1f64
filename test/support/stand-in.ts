import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server in the place of a replica or of the Federation Core; it says who it is and what it was asked. */
export class StandIn {
  readonly requests: IncomingMessage[] = [];
  connections = 0;

  private constructor(
    readonly url: string,
    private readonly server: Server,
  ) {}

  static async start(name: string, answer?: RequestListener): Promise<StandIn> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const standIn = new StandIn(`http://127.0.0.1:${port}`, server);
    server.on('connection', () => (standIn.connections += 1));
    server.on('request', (request, response) => {
      standIn.requests.push(request);
      request.resume();
      if (answer !== undefined) {
        answer(request, response);
        return;
      }
      request.on('end', () => {
        response.setHeader('X-Request-Id', request.headers['x-request-id'] ?? 'none');
        response.end(`${name} ${request.method ?? ''} ${request.url ?? ''}`);
      });
    });
    return standIn;
  }

  /** It goes as a killed process does. */
  async end(): Promise<void> {
    if (!this.server.listening) return;
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  /** It comes back where it was. */
  async again(): Promise<void> {
    this.server.listen(Number(new URL(this.url).port), '127.0.0.1');
    await once(this.server, 'listening');
  }
}
