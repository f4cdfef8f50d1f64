import { SignsOfLife } from '../signs-of-life.js';

/** {@link SignsOfLife} of the embedded store, which only one process can open. */
export class NoReplicas extends SignsOfLife {
  leave(): Promise<void> {
    return Promise.resolve();
  }

  others(): Promise<readonly []> {
    return Promise.resolve([]);
  }

  wipeOut(): Promise<void> {
    return Promise.resolve();
  }
}
