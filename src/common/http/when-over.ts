import type { Socket } from 'node:net';
import type { Request, Response } from 'express';

/** What waits for a connection to close: one listener for all of it. */
const waiting = new WeakMap<Socket, Set<() => void>>();

/**
 * Calls back once, when an answer is over: sent, or cut off. An answer that waits for its turn behind others of the same
 * connection is over when that closes, which Node.js does not tell it.
 */
export function whenOver({ socket }: Request, response: Response, callback: () => void): void {
  const callbacks = ofConnection(socket);
  const over = (): void => {
    response.off('close', over);
    if (callbacks.delete(over)) callback();
  };
  callbacks.add(over);
  response.once('close', over);
  if (socket.destroyed) over();
}

function ofConnection(socket: Socket): Set<() => void> {
  const known = waiting.get(socket);
  if (known !== undefined) return known;
  const callbacks = new Set<() => void>();
  waiting.set(socket, callbacks);
  socket.once('close', () => {
    for (const callback of callbacks) callback();
  });
  return callbacks;
}

/** Resolves when an answer may be written to its connection: at once, or behind the others; `false` = it is over. */
export function itsTurn(request: Request, response: Response): Promise<boolean> {
  if (response.socket !== null) return Promise.resolve(true);
  return new Promise((resolve) => {
    response.once('socket', () => {
      resolve(true);
    });
    whenOver(request, response, () => {
      resolve(false);
    });
  });
}
