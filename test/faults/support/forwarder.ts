import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { freePorts } from './free-ports.js';

/** An address at which a server can be reached while it is open, and cannot be else. */
export class Forwarder {
  private server: Server | undefined;
  private target = new URL('tcp://127.0.0.1:1');
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly port: number) {}

  static async create(): Promise<Forwarder> {
    const [port] = await freePorts(1);
    return new Forwarder(port ?? 0);
  }

  /** The URL of a server, by this way. */
  to(url: string): string {
    this.target = new URL(url);
    const by = new URL(url);
    by.host = `127.0.0.1:${this.port}`;
    return by.href;
  }

  async open(): Promise<void> {
    const server = createServer((socket) => {
      const behind = connect(Number(this.target.port), this.target.hostname);
      for (const end of [socket, behind]) {
        this.sockets.add(end);
        end.on('error', () => undefined);
        end.on('close', () => {
          this.sockets.delete(end);
          socket.destroy();
          behind.destroy();
        });
      }
      socket.pipe(behind).pipe(socket);
    });
    this.server = server.listen(this.port, '127.0.0.1');
    await once(server, 'listening');
  }

  /** Cuts what goes through it, too. */
  async close(): Promise<void> {
    const { server } = this;
    if (server?.listening !== true) return;
    server.close();
    for (const socket of this.sockets) socket.destroy();
    await once(server, 'close');
  }
}
