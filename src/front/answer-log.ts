import { Logger } from '@nestjs/common';
import type { Request, Response } from 'express';

const logger = new Logger('Http');
const NANOSECONDS_IN_10_MICROSECONDS = 10_000n;

/** Logs the answer of a request when it is sent, or when its client has left. */
export function logAnswer(request: Request, response: Response, id: string): void {
  const start = process.hrtime.bigint();
  response.once('close', () => {
    logger.debug({
      msg: `${request.method} ${request.originalUrl} ${response.statusCode}`,
      request_id: id,
      status: response.statusCode,
      ms: Number((process.hrtime.bigint() - start) / NANOSECONDS_IN_10_MICROSECONDS) / 100,
    });
  });
}
