import type { IncomingMessage, Server, ServerResponse } from 'node:http';

/** Settings that Node knows and its type declarations leave out. */
interface FurtherSettings {
  requireHostHeader: boolean;
  connectionsCheckingInterval: number;
}

/** More connections than Node's 511 may wait to be accepted; the system may allow fewer. */
export const LISTEN_BACKLOG = 4_096;

/** Limits how long a slow or idle client may hold a connection; idle ones are kept for longer than load balancers keep theirs (60 s). */
export function setUpServer(server: Server): void {
  server.headersTimeout = 10_000;
  server.requestTimeout = 30_000;
  server.keepAliveTimeout = 65_000;
  // Without a byte either way; a long poll waits 60 s at most.
  server.timeout = 120_000;
  const further = server as Server & FurtherSettings;
  further.connectionsCheckingInterval = 5_000;
  // Node's own answers to these have no body and no request id.
  further.requireHostHeader = false;
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    server.emit('request', request, response);
  });
}
