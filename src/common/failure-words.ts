import { getSystemErrorMessage } from 'node:util';
import { printable } from './printable.js';

/** Why a request or a file operation failed, in a few words: `connection refused`, `no answer in time`. */
export function failureWords(error: unknown): string {
  if (!Error.isError(error)) return printable(String(error));
  if (error.name === 'TimeoutError') return 'no answer in time';
  // What `fetch` throws says nothing; its cause does.
  if (error.cause !== undefined) return failureWords(error.cause);
  const { errno, errors } = error as NodeJS.ErrnoException & Partial<AggregateError>;
  // A host name with several addresses has a failure for each of them.
  if (errors !== undefined && errors.length > 0) return failureWords(errors[0]);
  return printable((errno !== undefined && getSystemErrorMessage(errno)) || error.message);
}
