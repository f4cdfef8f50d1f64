import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Clock } from '../common/clock.js';
import { hasBody } from './body-bytes.js';

/** How long the rest of a body is taken in and thrown away, so that its sender sees the answer. */
const DRAIN_MS = 2_000;

/**
 * Has bodies that nobody reads thrown away as they come once their requests are answered, and closes the connections on
 * which they still come 2 s later.
 */
export function limitUnreadBodies(server: Server, clock: Clock): void {
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (!hasBody(request)) return;
    response.once('finish', () => {
      request.resume();
      if (request.complete) return;
      const cancel = clock.after(DRAIN_MS, () => {
        if (!request.complete) request.socket.destroy();
      });
      request.once('close', cancel);
    });
  });
}
