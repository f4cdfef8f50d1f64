import { Error as MongooseError, mongo } from 'mongoose';
import { DomainError } from '../../common/domain-error.js';
import { isPermanent } from '../mongo/permanent-fault.js';
import { MigrateError } from './migrate-error.js';
import { withoutCredentials } from './place.js';

const TRIES = 6;
const FIRST_WAIT_MS = 250;

/**
 * Does something with a database and, where that fails, does it again a few times: it may be busy, or choosing a new
 * primary. What is done must bear repeating.
 * @param advice - what people should know when it fails in the end
 * @throws MigrateError when it still fails
 */
export async function patiently<T>(
  label: string,
  wait: (ms: number) => Promise<unknown>,
  work: () => Promise<T>,
  advice = 'The source is as it was; run the same command again to go on.',
): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await work();
    } catch (error) {
      if (!isTrouble(error)) throw error;
      if (tried === TRIES || isPermanent(causeOf(error))) {
        throw new MigrateError(
          `${label} fails: ${withoutCredentials(messageOf(error))}. ${advice}`,
        );
      }
      await wait(FIRST_WAIT_MS * 2 ** (tried - 1));
    }
  }
}

/** Whether a failure is the database's: one that waiting may change, or at least none of this program. */
export function isTrouble(error: unknown): boolean {
  const cause = causeOf(error);
  return cause instanceof mongo.MongoError || cause instanceof MongooseError;
}

/** What an error says, as the beginning of a sentence. */
export function messageOf(error: unknown): string {
  const cause = causeOf(error);
  return (cause instanceof Error ? cause.message : String(cause)).replace(/\.$/, '');
}

/** The storage's own errors say what to tell a client; their cause says what happened. */
function causeOf(error: unknown): unknown {
  return error instanceof DomainError && error.cause !== undefined ? error.cause : error;
}
