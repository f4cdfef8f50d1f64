import { Agent, type IncomingHttpHeaders, request } from 'node:http';

const GIVE_UP_AFTER_MS = 10_000;

/** The whole answer, and how long it took. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly ms: number;
}

/** A client that keeps its connections, repeats nothing and gives up long after every deadline of the directory. */
export class HttpClient {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 64 });

  constructor(private readonly giveUpAfterMs = GIVE_UP_AFTER_MS) {}

  get(url: string): Promise<Answer> {
    return this.send('GET', url);
  }

  async getJson<T>(url: string): Promise<T> {
    const { status, text } = await this.get(url);
    if (status !== 200) throw new Error(`GET ${url}: ${status} ${text}`);
    return JSON.parse(text) as T;
  }

  post(url: string, body: unknown): Promise<Answer> {
    return this.send('POST', url, JSON.stringify(body));
  }

  delete(url: string): Promise<Answer> {
    return this.send('DELETE', url);
  }

  close(): void {
    this.agent.destroy();
  }

  private send(method: string, url: string, body?: string): Promise<Answer> {
    const start = performance.now();
    const headers =
      body === undefined
        ? {}
        : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    return new Promise((resolve, reject) => {
      const sent = request(url, { agent: this.agent, method, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(chunks).toString(),
            ms: performance.now() - start,
          });
        });
      });
      sent.setTimeout(this.giveUpAfterMs, () => {
        sent.destroy(new Error(`no answer within ${this.giveUpAfterMs} ms`));
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }
}
