import { DomainError, type FieldError } from './domain-error.js';
import { ERROR_CODES, type ErrorCode } from './error-code.js';

/** Problem details for HTTP APIs, RFC 9457, with the members `code` and `errors` of our own. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ErrorCode;
  readonly errors?: readonly FieldError[];
}

/** The problem document of a domain error. */
export function toProblem(error: DomainError): Problem {
  const { title, status } = ERROR_CODES[error.code];
  return {
    type: `urn:omega:directory:problem:${error.code.toLowerCase().replaceAll('_', '-')}`,
    title,
    status,
    detail: error.detail,
    code: error.code,
    ...(error.errors.length > 0 && { errors: error.errors }),
  };
}
