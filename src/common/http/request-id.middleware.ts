import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import type { Request, RequestHandler } from 'express';

const HEADER = 'x-request-id';
const ACCEPTABLE = /^[\w.:-]{1,64}$/;

/** Gives each request an id (the client's own where that is harmless), sends it back and logs each answer. */
export function requestId(logAnswers: boolean): RequestHandler {
  const logger = new Logger('Http');
  return (request, response, next) => {
    const given = request.headers[HEADER];
    const id = typeof given === 'string' && ACCEPTABLE.test(given) ? given : randomUUID();
    request.headers[HEADER] = id;
    response.setHeader('X-Request-Id', id);
    response.setHeader('X-Content-Type-Options', 'nosniff');
    if (logAnswers) {
      const start = process.hrtime.bigint();
      response.once('close', () => {
        logger.debug({
          msg: `${request.method} ${request.originalUrl} ${response.statusCode}`,
          request_id: id,
          status: response.statusCode,
          ms: Number((process.hrtime.bigint() - start) / 10_000n) / 100,
        });
      });
    }
    next();
  };
}

/** The id that {@link requestId} gave. */
export function requestIdOf(request: Request): string {
  const id = request.headers[HEADER];
  return typeof id === 'string' ? id : 'unknown';
}
