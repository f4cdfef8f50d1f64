import { ERROR_CODES, type ErrorCode } from './error-code.js';

/** One wrong field: where it is (`tools[2].name`, `limit`) and what is wrong with it. */
export interface FieldError {
  readonly path: string;
  readonly message: string;
}

interface DomainErrorOptions extends ErrorOptions {
  readonly errors?: readonly FieldError[];
  readonly retryAfterSeconds?: number;
}

/** An expected failure with a stable code. The problem filter turns it into problem details. */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly errors: readonly FieldError[];
  readonly retryAfterSeconds: number | undefined;

  constructor(
    readonly code: ErrorCode,
    readonly detail: string,
    options: DomainErrorOptions = {},
  ) {
    super(`${code}: ${detail}`, options);
    this.errors = options.errors ?? [];
    this.retryAfterSeconds = options.retryAfterSeconds;
  }

  /** The HTTP status that this code is sent with. */
  get status(): number {
    return ERROR_CODES[this.code].status;
  }
}
