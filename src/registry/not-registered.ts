import { DomainError } from '../common/domain-error.js';

/** The error for an id that is unknown or was removed. */
export function notRegistered(id: string): DomainError {
  return new DomainError(
    'SERVER_NOT_REGISTERED',
    `No server with the id "${id}" is registered. A member that gets this registers again.`,
  );
}
