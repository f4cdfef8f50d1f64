import { DomainError } from '../../common/domain-error.js';
import type { ServerRecord } from '../../manifest/server-record.js';

/** What must be registered under an id for a change to be made, as in RFC 9110. Both together are never met. */
export interface Precondition {
  /** The digest of the manifest that is registered; `*` = any manifest. */
  readonly ifMatch?: string | undefined;
  /** The id must be free. */
  readonly ifNoneMatch?: '*' | undefined;
}

/** Expects nothing. */
export const ANYTHING: Precondition = {};

/**
 * To be called where the change is decided: the store makes it only if the record is still the same.
 * @throws PRECONDITION_FAILED when something else is registered, or nothing
 */
export function assertExpected(
  current: ServerRecord | undefined,
  { ifMatch, ifNoneMatch }: Precondition,
): void {
  const digest = current === undefined || current.removed ? undefined : current.digest;
  if (ifMatch !== undefined && (digest === undefined || (ifMatch !== '*' && ifMatch !== digest))) {
    throw notMet(digest);
  }
  if (ifNoneMatch !== undefined && digest !== undefined) throw notMet(digest);
}

function notMet(digest: string | undefined): DomainError {
  return new DomainError(
    'PRECONDITION_FAILED',
    digest === undefined
      ? 'The request expects a registered server, and the id is free.'
      : `The stored manifest has the digest ${digest}.`,
  );
}
