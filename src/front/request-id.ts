import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

const HEADER = 'x-request-id';
const ACCEPTABLE = /^[\w.:-]{1,64}$/;

/** Gives a request an id (the client's own where that is harmless) and sends it back. */
export function nameRequest({ headers }: IncomingMessage, response: ServerResponse): string {
  const given = headers[HEADER];
  const id = typeof given === 'string' && ACCEPTABLE.test(given) ? given : randomUUID();
  headers[HEADER] = id;
  response.setHeader('X-Request-Id', id);
  return id;
}

/** The id that {@link nameRequest} gave. */
export function requestIdOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const id = headers[HEADER];
  return typeof id === 'string' ? id : 'unknown';
}
