import { Client, type Dispatcher } from 'undici';
import type { AddressGuard } from '../guard/address-guard.js';
import { readTarget } from '../guard/target-url.js';
import type { HostLookup } from './host-lookup.js';
import { PinnedLine } from './pinned-line.js';

/** An answer, of which only the head has been read. */
export type Answer = Pick<Dispatcher.ResponseData, 'statusCode' | 'headers' | 'body'>;

/** What is sent; nothing but these headers, `Host`, and what a body needs. */
export interface Question {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/**
 * Asks the URL of the conversation. Rejects with `RefusedTarget`, with the signal's reason, or as undici and the system
 * do. Redirects are answers like any other. A `DELETE` is sent on the connection that is open, or not at all
 * (`LineEnded`): it belongs to what was said there, and could do harm elsewhere.
 */
export type Ask = (question: Question, signal: AbortSignal) => Promise<Answer>;

/**
 * The only way from here to other machines. Every address is checked right before it is dialled: literal ones in the
 * URL, since those are never looked up, and all that a name leads to. Proxies of the environment are not used.
 */
export class Dialler {
  constructor(
    private readonly guard: AddressGuard,
    private readonly lookUp: HostLookup,
  ) {}

  /**
   * Talks with one URL, at one address. Connections last as long as the conversation: what was not read of an answer
   * ends with them.
   */
  async converse<T>(url: string, talk: (ask: Ask) => Promise<T>): Promise<T> {
    const target = readTarget(url, this.guard);
    const line = new PinnedLine(target, this.guard, this.lookUp);
    const client = new Client(target.origin, {
      connect: line.connect,
      allowH2: false,
      // Callers have deadlines of their own.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    const path = `${target.pathname}${target.search}`;
    try {
      return await talk(async (question, signal) => {
        line.mayConnect = question.method !== 'DELETE';
        const answer = await client.request({ ...question, path, signal });
        // An error of a body that nobody reads is nobody's error.
        answer.body.on('error', () => undefined);
        return answer;
      });
    } finally {
      client.destroy().catch(() => undefined);
    }
  }
}
