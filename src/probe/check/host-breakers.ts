import {
  circuitBreaker,
  type CircuitBreakerPolicy,
  ConsecutiveBreaker,
  ExponentialBackoff,
  handleWhen,
} from 'cockatiel';
import { isUnconnected } from './failure-outcome.js';

/** So many tries in a row that did not even connect open a breaker. */
const TRIES = 5;

const FIRST_PAUSE_MS = 10_000;
const LONGEST_PAUSE_MS = 300_000;

/** About 1 KiB each; which hosts there are is for members to say. */
const MAX_BREAKERS = 5_000;

/**
 * A circuit breaker for each origin, the ones least recently used forgotten. Only connections that do not come about
 * count: many servers may share an origin, and what one of them answers says nothing of the others.
 */
export class HostBreakers {
  private readonly breakers = new Map<string, CircuitBreakerPolicy>();

  constructor(private readonly maxBreakers = MAX_BREAKERS) {}

  of(origin: string): CircuitBreakerPolicy {
    const breaker = this.breakers.get(origin) ?? newBreaker();
    this.breakers.delete(origin);
    this.breakers.set(origin, breaker);
    const [oldest = origin] = this.breakers.keys();
    if (this.breakers.size > this.maxBreakers) this.breakers.delete(oldest);
    return breaker;
  }

  /** The next try is made, whatever was before. */
  forget(origin: string): void {
    this.breakers.delete(origin);
  }
}

function newBreaker(): CircuitBreakerPolicy {
  return circuitBreaker(handleWhen(isUnconnected), {
    breaker: new ConsecutiveBreaker(TRIES),
    halfOpenAfter: new ExponentialBackoff({
      initialDelay: FIRST_PAUSE_MS,
      maxDelay: LONGEST_PAUSE_MS,
    }),
  });
}
