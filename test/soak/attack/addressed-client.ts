import { Agent, request, type OutgoingHttpHeaders } from 'node:http';

const GIVE_UP_AFTER_MS = 15_000;

/** The whole answer, and how long it took. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly ms: number;
}

/** Sends requests through a proxy that the directory trusts, from any address; keeps its connections. */
export class AddressedClient {
  private readonly agent: Agent;

  constructor(
    readonly url: string,
    connections: number,
  ) {
    this.agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  get(address: string, path: string, headers: OutgoingHttpHeaders = {}): Promise<Answer> {
    return this.send(address, 'GET', path, headers);
  }

  /** Sends text and bytes as they are, anything else as JSON. */
  post(
    address: string,
    path: string,
    body: unknown,
    headers: OutgoingHttpHeaders = {},
  ): Promise<Answer> {
    const bytes =
      typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
    return this.send(
      address,
      'POST',
      path,
      { 'content-type': 'application/json', ...headers },
      bytes,
    );
  }

  delete(address: string, path: string): Promise<Answer> {
    return this.send(address, 'DELETE', path, {});
  }

  close(): void {
    this.agent.destroy();
  }

  private send(
    address: string,
    method: string,
    path: string,
    headers: OutgoingHttpHeaders,
    body?: string | Uint8Array,
  ): Promise<Answer> {
    const start = performance.now();
    return new Promise((resolve, reject) => {
      const sent = request(
        this.url + path,
        {
          agent: this.agent,
          method,
          headers: {
            'x-forwarded-for': address,
            ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }),
            ...headers,
          },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () => {
            const text = Buffer.concat(chunks).toString();
            resolve({ status: response.statusCode ?? 0, text, ms: performance.now() - start });
          });
        },
      );
      sent.setTimeout(GIVE_UP_AFTER_MS, () => {
        sent.destroy(new Error(`no answer within ${GIVE_UP_AFTER_MS} ms: ${method} ${path}`));
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }
}
