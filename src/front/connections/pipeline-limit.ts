import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** So many requests of a connection may wait for the answers before theirs. Clients that do not pipeline have none. */
const MOST_WAITING = 8;

/**
 * Counts requests that came before an earlier one on the same connection was answered (RFC 9112, section 9.3.2). Node
 * takes in all that a connection has sent before anything else has its turn, so one that sends more is closed.
 */
export class PipelineLimit {
  private readonly waiting = new WeakMap<Socket, number>();

  /** Whether a request may be served; `false` = its connection is closed. */
  admits(socket: Socket, response: ServerResponse): boolean {
    if (socket.destroyed) return false;
    // Node hands over the connection when the earlier answers have been sent.
    if (response.socket !== null) return true;
    const waiting = (this.waiting.get(socket) ?? 0) + 1;
    if (waiting > MOST_WAITING) {
      socket.destroy();
      return false;
    }
    this.waiting.set(socket, waiting);
    response.once('close', () => {
      this.waiting.set(socket, (this.waiting.get(socket) ?? 1) - 1);
    });
    return true;
  }
}
