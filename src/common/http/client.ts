import type { IncomingMessage } from 'node:http';
import { clientKey } from '../client-key.js';

/** The client that sends a request, as far as it is known without access control. */
export interface Client {
  /** IP address; `unknown` when nobody noted it. */
  readonly address: string;
  /** What limits and shares go by, see {@link clientKey}. */
  readonly key: string;
}

const UNKNOWN: Client = { address: 'unknown', key: 'unknown' };

const clients = new WeakMap<object, Client>();

/** The client with this address. */
export function clientAt(address: string): Client {
  return { address, key: clientKey(address) };
}

/** Notes which client a request comes from, or all requests of a connection, for {@link clientOf}. */
export function setClient(of: object, client: Client): void {
  clients.set(of, client);
}

/** The client of a request: the one that was noted for it, else for its connection. */
export function clientOf(request: Pick<IncomingMessage, 'socket'>): Client {
  return clients.get(request) ?? clients.get(request.socket) ?? UNKNOWN;
}
