import type { RequestHandler } from 'express';
import { DomainError } from '../domain-error.js';
import type { ProcessState } from '../process-state.js';

const ALWAYS_ANSWERED = /^\/(health|docs|docs-json)(\/|$)/;

/**
 * Before the catalog is loaded everything but health and documentation is `503 NOT_READY`: an empty listing would be
 * a lie. While draining, requests are served and their connections told to close.
 */
export function phaseGate(state: ProcessState): RequestHandler {
  return (request, response, next) => {
    if (state.phase === 'draining') response.setHeader('Connection', 'close');
    if (!state.loaded && !ALWAYS_ANSWERED.test(request.path)) {
      next(
        new DomainError('NOT_READY', 'The directory is still loading its servers.', {
          retryAfterSeconds: 1,
        }),
      );
      return;
    }
    next();
  };
}
