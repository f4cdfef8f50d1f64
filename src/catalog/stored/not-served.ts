import { DomainError } from '../../common/domain-error.js';
import type { TenantCatalog } from '../tenant-catalog.js';

/** Why a read of an id finds no entry. `shown` is the id as it may be printed. */
export function notServed(catalog: TenantCatalog, id: string, shown = id): DomainError {
  switch (catalog.absent.get(id)?.why) {
    case 'damaged':
      return new DomainError(
        'RECORD_DAMAGED',
        `The stored record of "${shown}" is damaged. Registering the server again repairs it.`,
      );
    case 'no room':
      return new DomainError(
        'SERVER_LEFT_OUT',
        `The server "${shown}" is registered, and this directory has no memory left to serve it.`,
      );
    case undefined:
      return new DomainError('SERVER_NOT_FOUND', `No server with the id "${shown}" is listed.`);
  }
}
