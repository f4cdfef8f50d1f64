import { DomainError } from '../common/domain-error.js';

/** The error for a storage that did not answer in time, or answered with a failure of its own. */
export function noAnswer(cause: unknown): DomainError {
  return new DomainError('STORAGE_UNAVAILABLE', 'The storage did not answer; try again.', {
    retryAfterSeconds: 2,
    cause,
  });
}
