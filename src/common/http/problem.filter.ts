import {
  Catch,
  HttpException,
  Logger,
  NotFoundException,
  type ArgumentsHost,
  type ExceptionFilter,
} from '@nestjs/common';
import type { Request, Response } from 'express';
import { DomainError } from '../domain-error.js';
import { toProblem } from '../problem.js';
import { allowedMethods } from './allowed-methods.js';
import { requestIdOf } from './request-id.middleware.js';
import { signatureChallenge } from './signature-challenge.js';

/** Turns every error into problem details. What nobody expected is logged and told without its details. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Http');

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<Request>();
    const response = http.getResponse<Response>();
    if (error instanceof NotFoundException) sendUnrouted(request, response);
    else {
      const problem = this.toDomainError(error, request);
      if (problem.status === 401) response.set(signatureChallenge(request));
      sendProblem(problem, response);
    }
  }

  private toDomainError(error: unknown, request: Request): DomainError {
    if (error instanceof DomainError) return error;
    const status = error instanceof HttpException ? error.getStatus() : statusOf(error);
    if (status !== undefined && status >= 400 && status < 500) {
      return new DomainError('MALFORMED_REQUEST', 'The request cannot be read.');
    }
    this.logger.error({
      msg: 'Unexpected error',
      request_id: requestIdOf(request),
      method: request.method,
      path: request.path,
      err: error,
    });
    return new DomainError(
      'INTERNAL_ERROR',
      `The directory made a mistake. Its log has the cause under request id ${requestIdOf(request)}.`,
      { cause: error },
    );
  }
}

/** No route took the request: another method would be (405, RFC 9110), or there is no such path. */
function sendUnrouted(request: Request, response: Response): void {
  const asked = `${request.method} ${request.path.slice(0, 200)}`;
  const methods = allowedMethods(request).join(', ');
  if (methods !== '') response.setHeader('Allow', methods);
  sendProblem(
    methods === ''
      ? new DomainError('ROUTE_NOT_FOUND', `There is no ${asked}. The routes are listed at /docs.`)
      : new DomainError('METHOD_NOT_ALLOWED', `There is no ${asked}, only ${methods}.`),
    response,
  );
}

/** Sends problem details, RFC 9457. */
function sendProblem(error: DomainError, response: Response): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  if (error.retryAfterSeconds !== undefined) {
    response.setHeader('Retry-After', error.retryAfterSeconds);
  }
  response
    .status(error.status)
    .type('application/problem+json')
    .send(JSON.stringify(toProblem(error)));
}

/** Errors of Express and its parsers carry their HTTP status. */
function statusOf(error: unknown): number | undefined {
  const status = (error as { status?: unknown } | null)?.status;
  return typeof status === 'number' ? status : undefined;
}
