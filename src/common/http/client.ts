import type { IncomingMessage } from 'node:http';
import { clientKey } from '../client-key.js';

/** The client that sends a request, as far as it is known without access control. */
export interface Client {
  /** IP address; `unknown` when the connection is gone already. */
  readonly address: string;
  /** What limits and shares go by, see {@link clientKey}. */
  readonly key: string;
}

/** What of a request says who sends it. */
type Sent = Pick<IncomingMessage, 'socket'>;

const clients = new WeakMap<Sent, Client>();

/** Notes which client a request comes from, for {@link clientOf}. */
export function setClient(request: Sent, address: string): void {
  clients.set(request, { address, key: clientKey(address) });
}

/** The client of a request: the one that was noted, else the other end of its connection. */
export function clientOf(request: Sent): Client {
  const known = clients.get(request);
  if (known !== undefined) return known;
  setClient(request, request.socket.remoteAddress ?? 'unknown');
  return clients.get(request) ?? { address: 'unknown', key: 'unknown' };
}
