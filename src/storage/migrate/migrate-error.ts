/** The migration cannot go on. The message is for people and says what to do. */
export class MigrateError extends Error {
  override readonly name = 'MigrateError';

  /** @param exitCode - 1: a store is in the way; 2: the command was used wrongly. */
  constructor(
    message: string,
    readonly exitCode: 1 | 2 = 1,
  ) {
    super(message);
  }
}
