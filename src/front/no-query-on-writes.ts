import { joinPath } from '../common/json-faults.js';
import { parseQuery } from '../common/http/query-params.js';
import { assertValid } from '../common/http/validate-dto.js';

/**
 * No route that writes takes query parameters; one that is sent is a mistake that the sender should know about.
 * @throws VALIDATION_FAILED naming each parameter
 */
export function refuseQueryOnWrites(method: string, url: string): void {
  if (method === 'GET' || method === 'HEAD' || !url.includes('?')) return;
  const names = [...parseQuery(url).keys()];
  const faults = names.map((name) => ({
    path: joinPath('', name),
    message: 'is not a known parameter',
  }));
  assertValid(faults, 'The query string');
}
