import { DomainError } from '../domain-error.js';
import { joinPath, textFault } from '../json-faults.js';

/** Query parameters by name, each with its values in order. */
export type QueryParams = ReadonlyMap<string, readonly string[]>;

/**
 * Reads a query string strictly: `application/x-www-form-urlencoded` in UTF-8, refusing what lenient
 * parsers change silently (bad escapes, invalid UTF-8, NUL).
 */
export function parseQuery(url: string): QueryParams {
  const params = new Map<string, string[]>();
  const start = url.indexOf('?');
  if (start === -1) return params;
  for (const pair of url.slice(start + 1).split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = decode(equals === -1 ? pair : pair.slice(0, equals), '');
    const value = equals === -1 ? '' : decode(pair.slice(equals + 1), name);
    const values = params.get(name);
    if (values === undefined) params.set(name, [value]);
    else values.push(value);
  }
  return params;
}

function decode(text: string, name: string): string {
  let decoded: string;
  try {
    decoded = decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw invalid(name, 'must be percent-encoded UTF-8');
  }
  const fault = textFault(decoded);
  if (fault !== undefined) throw invalid(name, fault);
  return decoded;
}

function invalid(name: string, message: string): DomainError {
  return new DomainError('VALIDATION_FAILED', 'The query string is not valid.', {
    errors: [{ path: joinPath('', name), message }],
  });
}
