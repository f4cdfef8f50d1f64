import type { LookupAddress, LookupOptions } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { Agent, request, type Dispatcher } from 'undici';
import type { AddressGuard } from '../guard/address-guard.js';
import { RefusedTarget } from '../guard/refused-target.js';
import { readTarget } from '../guard/target-url.js';
import type { HostLookup } from './host-lookup.js';

/** Milliseconds in which a connection must stand, the look-up of the name included. */
const CONNECT_MS = 2_000;

/** An answer, of which only the head has been read. */
export type Answer = Pick<Dispatcher.ResponseData, 'statusCode' | 'headers' | 'body'>;

/** What is sent; nothing but these headers, `Host`, and what a body needs. */
export interface Question {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/**
 * Asks one URL. Rejects with `RefusedTarget`, with the signal's reason, or as undici and the system do.
 * Redirects are answers like any other.
 */
export type Ask = (url: string, question: Question, signal: AbortSignal) => Promise<Answer>;

/**
 * The only way from here to other machines. Every address is checked right before it is dialled: literal ones in the
 * URL, since those are never looked up, and all that a name leads to. Proxies of the environment are not used.
 */
export class Dialler {
  constructor(
    private readonly guard: AddressGuard,
    private readonly lookUp: HostLookup,
  ) {}

  /** Connections last as long as the conversation: what was not read of an answer ends with them. */
  async converse<T>(talk: (ask: Ask) => Promise<T>): Promise<T> {
    const agent = new Agent({
      connections: 1,
      allowH2: false,
      connect: { timeout: CONNECT_MS, autoSelectFamily: true, lookup: this.checkedLookup() },
      // Whoever asks has a deadline of its own.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    try {
      return await talk(async (url, question, signal) => {
        const target = readTarget(url, this.guard);
        const answer = await request(target, { ...question, dispatcher: agent, signal });
        // An error of a body that nobody reads is nobody's error.
        answer.body.on('error', () => undefined);
        return answer;
      });
    } finally {
      agent.destroy().catch(() => undefined);
    }
  }

  private checkedLookup(): LookupFunction {
    return (hostname, options, callback) => {
      this.addresses(hostname).then(
        (addresses) => {
          answer(addresses, options, callback);
        },
        (error: unknown) => {
          callback(error as Error, []);
        },
      );
    };
  }

  /** One bad address refuses them all: which of them is dialled is for others to choose. */
  private async addresses(hostname: string): Promise<readonly LookupAddress[]> {
    const addresses = await this.lookUp(hostname);
    for (const { address } of addresses) {
      const fault = this.guard.fault(address);
      // The address itself is not told: names of an inner network are nobody's business.
      if (fault !== undefined)
        throw new RefusedTarget(`the name leads to an address that is ${fault}`);
    }
    return addresses;
  }
}

function answer(
  addresses: readonly LookupAddress[],
  { all }: LookupOptions,
  callback: Parameters<LookupFunction>[2],
): void {
  const [first] = addresses;
  if (all === true) callback(null, [...addresses]);
  else callback(null, first?.address ?? '', first?.family);
}
