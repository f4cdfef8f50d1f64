import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { freePorts } from './free-ports.js';

/** A connection through it: the client's end, and the end at the server. */
type Pair = readonly [Socket, Socket];

/** An address at which a server can be reached while it is open, and cannot be else. */
export class Forwarder {
  private server: Server | undefined;
  private target = new URL('tcp://127.0.0.1:1');
  private readonly pairs = new Set<Pair>();
  private silent = false;

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

  /** Lets everything through, also what was held up by a silent cut. */
  async open(): Promise<void> {
    if (this.silent) for (const pair of this.pairs) join(pair);
    this.silent = false;
    if (this.server?.listening === true) return;
    const server = createServer((socket) => {
      this.add([socket, connect(Number(this.target.port), this.target.hostname)]);
    });
    this.server = server.listen(this.port, '127.0.0.1');
    await once(server, 'listening');
  }

  /** Cuts it: either silently, as lost packets do, or as {@link close}. */
  async cut(silent: boolean): Promise<void> {
    if (!silent) return this.close();
    this.silent = true;
    for (const pair of this.pairs) separate(pair);
  }

  /** Cuts what goes through it, too. */
  async close(): Promise<void> {
    const { server } = this;
    if (server?.listening !== true) return;
    server.close();
    for (const pair of this.pairs) for (const end of pair) end.destroy();
    await once(server, 'close');
  }

  private add(pair: Pair): void {
    this.pairs.add(pair);
    for (const end of pair) {
      end.on('error', () => undefined);
      end.on('close', () => {
        this.pairs.delete(pair);
        for (const either of pair) either.destroy();
      });
    }
    if (!this.silent) join(pair);
  }
}

function join([client, server]: Pair): void {
  client.pipe(server).pipe(client);
}

function separate(pair: Pair): void {
  for (const end of pair) {
    end.unpipe();
    end.pause();
  }
}
