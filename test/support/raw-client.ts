import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestApp } from './test-app.js';

/** A request as it goes over the wire: nothing is encoded, checked or added for it. */
export interface RawRequest {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Uint8Array;
}

/** The whole answer. */
export class RawAnswer {
  constructor(
    readonly status: number,
    readonly headers: IncomingHttpHeaders,
    readonly text: string,
  ) {}

  get json(): unknown {
    return JSON.parse(this.text) as unknown;
  }
}

/** Sends requests that a polite client would not send, over connections that are kept alive. */
export class RawClient {
  readonly port: number;
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 8 });

  /** The directory must have been started with `listen`. */
  constructor({ app }: TestApp) {
    this.port = (app.getHttpServer().address() as AddressInfo).port;
  }

  get(path: string): Promise<RawAnswer> {
    return this.send({ method: 'GET', path });
  }

  /** Sends a body as JSON, whatever it is. */
  post(path: string, body: string | Uint8Array): Promise<RawAnswer> {
    return this.send({
      method: 'POST',
      path,
      headers: { 'Content-Type': 'application/json' },
      body,
    });
  }

  send({ method, path, headers = {}, body }: RawRequest): Promise<RawAnswer> {
    return new Promise((resolve, reject) => {
      const length =
        body === undefined ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };
      const chunked = 'Transfer-Encoding' in headers;
      const sent = request(
        {
          agent: this.agent,
          host: '127.0.0.1',
          port: this.port,
          method,
          path,
          headers: { ...(chunked ? {} : length), ...headers },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () => {
            const text = Buffer.concat(chunks).toString();
            resolve(new RawAnswer(response.statusCode ?? 0, response.headers, text));
          });
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}
