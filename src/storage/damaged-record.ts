import { DomainError } from '../common/domain-error.js';

/** The error for a record of which not even the key and the block can be trusted. */
export function unreadable(id: string, reason: string): DomainError {
  return new DomainError(
    'RECORD_DAMAGED',
    `The stored record of "${id}" is damaged: ${reason}. An operator can remove it (npm run store).`,
  );
}

/** Treats a record that cannot be read as if there were none. */
export function unlessDamaged(error: unknown): undefined {
  if (error instanceof DomainError && error.code === 'RECORD_DAMAGED') return undefined;
  throw error;
}
