import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A request as the server saw it. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Answers a request, or does not. */
export type Respond = (request: SeenRequest, response: ServerResponse) => void;

/** A real HTTP server on loopback for probes to find, which keeps what it was asked. */
export class TargetServer {
  readonly requests: SeenRequest[] = [];
  connections = 0;
  /** May be changed at any time. */
  respond: Respond;

  private constructor(
    private readonly server: Server,
    private readonly host: string,
    respond: Respond,
  ) {
    this.respond = respond;
    server.on('connection', () => {
      this.connections += 1;
    });
    server.on('request', (request, response) => {
      void this.take(request, response);
    });
  }

  static async start(respond: Respond, host = '127.0.0.1', port = 0): Promise<TargetServer> {
    const server = createServer();
    const target = new TargetServer(server, host, respond);
    server.listen(port, host);
    await once(server, 'listening');
    return target;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  url(path = '/mcp'): string {
    const host = this.host.includes(':') ? `[${this.host}]` : this.host;
    return `http://${host}:${this.port}${path}`;
  }

  /** The methods of MCP that it was asked, or those of HTTP. */
  get asked(): string[] {
    return this.requests.map(({ method, body }) =>
      method === 'POST' ? (JSON.parse(body) as { method: string }).method : method,
    );
  }

  /** Connections end, new ones are refused. */
  async stop(): Promise<void> {
    if (!this.server.listening) return;
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  private async take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = request;
    const seen = { method, path: url, headers, body: await text(request) };
    this.requests.push(seen);
    this.respond(seen, response);
  }
}

/** Answers everything with this. */
export function always(status: number, type = 'text/plain', body = ''): Respond {
  return (_request, response) => {
    response.writeHead(status, { 'Content-Type': type }).end(body);
  };
}

/** Never answers. */
export const silent: Respond = () => undefined;
