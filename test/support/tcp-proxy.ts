import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A way to a server that a test can cut: answers that are under way are lost, what was asked may have been done. */
export class TcpProxy {
  private readonly pairs = new Set<readonly [Socket, Socket]>();
  private losses = 0;
  private untilLoss = Infinity;
  private nextLoss: () => number = () => Infinity;

  private constructor(private readonly server: Server) {}

  /** Listens on a free port of the loopback interface. */
  static async to(host: string, port: number): Promise<TcpProxy> {
    const server = createServer();
    const proxy = new TcpProxy(server);
    server.on('connection', (client) => {
      proxy.join(client, connect(port, host));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** How often an answer was lost. */
  get lostAnswers(): number {
    return this.losses;
  }

  /**
   * Loses an answer and every connection with it, again and again: `next` says how many answers get through before.
   * Answers are counted rather than time, so that work makes progress on a slow machine too.
   */
  loseAnswers(next: () => number): void {
    this.nextLoss = next;
    this.untilLoss = next();
  }

  /** Breaks every connection at once. */
  cut(): void {
    for (const pair of this.pairs) for (const socket of pair) socket.destroy();
  }

  async close(): Promise<void> {
    this.cut();
    this.server.close();
    await once(this.server, 'close');
  }

  private join(client: Socket, server: Socket): void {
    const pair = [client, server] as const;
    this.pairs.add(pair);
    // This listener comes before that of `pipe`, whose write into a destroyed socket is then dropped.
    server.on('data', () => {
      this.countAnswer();
    });
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      from.pipe(to);
      from.on('error', () => undefined);
      from.on('close', () => {
        this.pairs.delete(pair);
        to.destroy();
      });
    }
  }

  private countAnswer(): void {
    this.untilLoss -= 1;
    if (this.untilLoss >= 0) return;
    this.losses += 1;
    this.untilLoss = this.nextLoss();
    this.cut();
  }
}
