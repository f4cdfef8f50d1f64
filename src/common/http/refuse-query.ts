import { readQuery } from './read-query.js';

/** A message without fields. */
class NoQuery {}

/** For routes that take no query parameters: throws `VALIDATION_FAILED` naming those that were sent. */
export function refuseQuery(url: string): void {
  if (url.includes('?')) readQuery(NoQuery, url);
}
