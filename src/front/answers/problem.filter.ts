import {
  Catch,
  HttpException,
  Logger,
  NotFoundException,
  type ArgumentsHost,
  type ExceptionFilter,
} from '@nestjs/common';
import type { Request, Response } from 'express';
import { DomainError } from '../../common/domain-error.js';
import { signatureChallenge } from '../../common/http/signature-challenge.js';
import { requestIdOf } from '../request-id.js';
import { sendError } from './send-error.js';
import { unrouted } from './unrouted.js';

/** Turns every error into an answer. An unexpected error is logged, and answered without its details. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Http');

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<Request>();
    const response = http.getResponse<Response>();
    const refusal =
      error instanceof NotFoundException
        ? unrouted(request, response)
        : this.toDomainError(error, request);
    if (refusal.status === 401) response.set(signatureChallenge(request));
    sendError(refusal, request, response);
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

/** Errors of Express and its parsers carry their HTTP status. */
function statusOf(error: unknown): number | undefined {
  const status = (error as { status?: unknown } | null)?.status;
  return typeof status === 'number' ? status : undefined;
}
