import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A connection on which a test writes what it likes; `text` is all that came back. */
export class RawConnection {
  text = '';
  /** Resolves when the other end has gone, in whatever way. */
  readonly closed: Promise<void>;

  private constructor(private readonly socket: Socket) {
    socket.setEncoding('latin1');
    socket.on('data', (chunk: string) => (this.text += chunk));
    socket.on('error', () => undefined);
    this.closed = new Promise((resolve) =>
      socket.once('close', () => {
        resolve();
      }),
    );
  }

  static async open(url: string): Promise<RawConnection> {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    return new RawConnection(socket);
  }

  write(text: string): void {
    this.socket.write(text, 'latin1');
  }

  /** Resolves when a whole answer came, or nothing can come any more. */
  answered(): Promise<void> {
    const whole = new Promise<void>((resolve) => {
      const look = (): void => {
        const [head = '', ...rest] = this.text.split('\r\n\r\n');
        const length = /^content-length: (\d+)\r?$/im.exec(head)?.[1];
        if (length !== undefined && rest.join('\r\n\r\n').length >= Number(length)) resolve();
      };
      this.socket.on('data', look);
      look();
    });
    return Promise.race([whole, this.closed]);
  }

  end(): Promise<void> {
    this.socket.destroy();
    return Promise.resolve();
  }
}

/** Sends a request line as it is, and reads the answer to its end. */
export async function sendRaw(
  url: string,
  requestLine: string,
  headers: readonly string[] = [],
): Promise<{ status: number; head: string; body: string }> {
  const connection = await RawConnection.open(url);
  const host = `Host: ${new URL(url).host}`;
  connection.write([requestLine, host, 'Connection: close', ...headers, '', ''].join('\r\n'));
  await connection.answered();
  await connection.end();
  const [head = '', ...body] = connection.text.split('\r\n\r\n');
  return { status: Number(head.split(' ')[1]), head, body: body.join('\r\n\r\n') };
}
