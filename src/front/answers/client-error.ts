import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { DomainError } from '../../common/domain-error.js';
import { toProblem } from '../../common/problem.js';

/** How long a client has to take the answer and close; then the connection ends in any case. */
const CLOSE_WITHIN_MS = 1_000;

/** Answers what Node's HTTP parser refuses (before any route is known) with problem details too. */
export function answerClientErrors(server: Server, now: () => number): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    socket.end(answerTo(error, new Date(now())));
    const timer = setTimeout(() => socket.destroy(), CLOSE_WITHIN_MS).unref();
    socket.once('close', () => {
      clearTimeout(timer);
    });
  });
}

function answerTo(error: NodeJS.ErrnoException, date: Date): string {
  const problem = toProblem(domainError(error));
  const body = JSON.stringify(problem);
  return [
    `HTTP/1.1 ${problem.status} ${problem.title}`,
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-Id: ${randomUUID()}`,
    'X-Content-Type-Options: nosniff',
    `Date: ${date.toUTCString()}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}

function domainError({ code }: NodeJS.ErrnoException): DomainError {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return new DomainError('HEADERS_TOO_LARGE', 'The request line and headers exceed 16 KiB.');
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new DomainError('REQUEST_TIMEOUT', 'The request did not arrive in time.');
    default:
      return new DomainError('MALFORMED_REQUEST', 'This is not a valid HTTP/1.1 request.');
  }
}
