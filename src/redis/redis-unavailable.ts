import { DomainError } from '../common/domain-error.js';

/** Redis can't be reached now, or did not answer in time; whether the command was carried out is then unknown. */
export class RedisUnavailable extends DomainError {
  constructor() {
    super('STORAGE_UNAVAILABLE', "Redis can't be reached; repeat the request.", {
      retryAfterSeconds: 2,
    });
  }
}
