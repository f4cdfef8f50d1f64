import type { Request, Response } from 'express';
import { DomainError } from '../../common/domain-error.js';
import { allowedMethods } from './allowed-methods.js';

const MOST_SHOWN = 200;

/** The error of a request that no route took: another method would be (405, RFC 9110), or there is no such path. */
export function unrouted(request: Request, response: Response): DomainError {
  const asked = `${request.method} ${request.path.slice(0, MOST_SHOWN)}`;
  const methods = allowedMethods(request).join(', ');
  if (methods === '') {
    const detail = `There is no ${asked}.${hint(request.path)} The routes are listed at /docs.`;
    return new DomainError('ROUTE_NOT_FOUND', detail);
  }
  response.setHeader('Allow', methods);
  return new DomainError('METHOD_NOT_ALLOWED', `There is no ${asked}, only ${methods}.`);
}

/** Each route has one spelling; these are the usual mistakes. */
function hint(path: string): string {
  if (path.startsWith('//')) {
    return ' The path begins with two slashes: the base URL that it was made of should not end in one.';
  }
  if (path.includes('//')) return ' The path has two slashes in a row.';
  return path.endsWith('/') && path !== '/'
    ? ' The path ends in a slash, which no route does.'
    : '';
}
