/** The importer cannot do its work. The message is for people and says what to do. */
export class ImportError extends Error {
  override readonly name = 'ImportError';

  /** @param exitCode - 1: the source or the directory is in the way; 2: the command was used wrongly. */
  constructor(
    message: string,
    readonly exitCode: 1 | 2 = 1,
  ) {
    super(message);
  }
}
