import {
  bulkhead,
  circuitBreaker,
  ConsecutiveBreaker,
  handleWhen,
  isBrokenCircuitError,
  isBulkheadRejectedError,
  isTaskCancelledError,
  timeout,
  TimeoutStrategy,
  wrap,
  type IPolicy,
} from 'cockatiel';
import { DomainError } from '../../common/domain-error.js';
import { KmsAnswer } from './kms-answer.js';

const CALLS_AT_ONCE = 16;
const CALLS_WAITING = 10_000;

/** So many failures in a row open the breaker. */
const FAILURES = 5;

/** Nobody waits longer for a signature, its turn included. Milliseconds. */
const LONGEST_MS = 10_000;

/** How patient the guard is. Milliseconds. */
export interface Patience {
  readonly timeoutMs: number;
  /** From the opening of the breaker to the next try. */
  readonly pauseMs: number;
}

const PATIENCE: Patience = { timeoutMs: 2_000, pauseMs: 5_000 };

/** Stands between the directory and a KMS: a deadline for each call, a few calls at once, and rest for one that fails. */
export class KmsGuard {
  private readonly policy: IPolicy;
  private lastFailure = 'it has failed several times';

  constructor(
    /** As people know it. */
    private readonly name: string,
    private readonly patience: Patience = PATIENCE,
  ) {
    const { timeoutMs, pauseMs } = patience;
    this.policy = wrap(
      timeout(LONGEST_MS, TimeoutStrategy.Aggressive),
      bulkhead(CALLS_AT_ONCE, CALLS_WAITING),
      circuitBreaker(handleWhen(isNoRefusal), {
        breaker: new ConsecutiveBreaker(FAILURES),
        halfOpenAfter: pauseMs,
      }),
      timeout(timeoutMs, TimeoutStrategy.Aggressive),
    );
  }

  /** Another one of the same KMS: what fails at one of them leaves the other alone. */
  another(): KmsGuard {
    return new KmsGuard(this.name, this.patience);
  }

  /** @throws SIGNING_UNAVAILABLE whatever went wrong */
  async call<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    try {
      return await this.policy.execute(({ signal }) => work(signal));
    } catch (error) {
      if (error instanceof DomainError) throw error;
      throw new DomainError(
        'SIGNING_UNAVAILABLE',
        `${this.name} did not sign: ${this.why(error)}.`,
        {
          retryAfterSeconds: 5,
          cause: error,
        },
      );
    }
  }

  /** The error of callers that are refused while the KMS is not asked: it has the fault of the KMS, which has to be mended. */
  private why(error: unknown): string {
    if (isBrokenCircuitError(error)) return this.lastFailure;
    if (isBulkheadRejectedError(error)) return 'too many signatures wait';
    this.lastFailure = words(error);
    return this.lastFailure;
  }
}

/** What the KMS never saw says nothing about it. */
function isNoRefusal(error: unknown): boolean {
  return !(error instanceof DomainError);
}

/** Names of errors are made for machines and have no secrets; messages of libraries may. */
function words(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown error';
  if (error instanceof KmsAnswer) return error.message;
  if (isTaskCancelledError(error) || error.name === 'AbortError') return 'no answer in time';
  return (error as NodeJS.ErrnoException).code ?? error.name;
}
