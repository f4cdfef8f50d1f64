import type { ServerResponse } from 'node:http';
import { DomainError } from '../common/domain-error.js';
import type { ProcessState } from '../common/process-state.js';
import { isDocs, isHealth } from './routes.js';

/**
 * Before the catalog is loaded everything but health and documentation is refused: an empty listing would be a lie.
 * While draining, requests are served and their clients are asked to close the connections.
 * @throws NOT_READY
 */
export function assertPhase(state: ProcessState, path: string, response: ServerResponse): void {
  if (state.phase === 'draining') response.setHeader('Connection', 'close');
  if (state.loaded || isHealth(path) || isDocs(path)) return;
  throw new DomainError('NOT_READY', 'The directory is still loading its servers.', {
    retryAfterSeconds: 1,
  });
}
