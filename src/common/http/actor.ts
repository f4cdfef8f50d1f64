import type { Request } from 'express';

/** Who makes a request, for the history: nobody is authenticated yet, so the address is all that is known. */
export function actorOf(request: Request): string {
  return `member@${request.socket.remoteAddress ?? 'unknown'}`;
}
