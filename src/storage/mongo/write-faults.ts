import { mongo } from 'mongoose';

/** The largest document that MongoDB takes, less room for what a server adds. */
const MAX_DOCUMENT_BYTES = 16 * 1_024 * 1_024 - 16 * 1_024;

/** The key exists: another writer created the record, which the read afterwards shows. */
const DUPLICATE_KEY = 11_000;

/** A server's answers about one document that will never be stored: bad value, type mismatch, too large, invalid. */
const UNSTORABLE_CODES: ReadonlySet<unknown> = new Set([2, 14, 121, 10_334, 17_280]);

/** What went wrong while a batch was written. */
export class WriteFaults {
  /** The first fault; `null` when nothing went wrong. */
  first: string | null = null;
  private readonly unstorable = new Set<string>();
  private unsent = false;

  /** Runs a bulk write and notes its failures. */
  async watch(write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      if (error instanceof mongo.MongoBulkWriteError) this.noteItems(error);
      else this.note(error);
    }
  }

  /**
   * Whether this change can never be stored. One document that the driver can't encode spoils its whole
   * batch before anything is sent, so each is looked at on its own then.
   */
  isUnstorable(key: string, operation: () => mongo.AnyBulkWriteOperation<never> | object): boolean {
    if (!this.unsent) return this.unstorable.has(key);
    try {
      return mongo.BSON.calculateObjectSize(operation()) > MAX_DOCUMENT_BYTES;
    } catch {
      return true;
    }
  }

  private note(error: unknown): void {
    this.first ??= error instanceof Error ? error.message : String(error);
    this.unsent ||= !(error instanceof mongo.MongoError) || isBeforeSending(error);
  }

  private noteItems(error: mongo.MongoBulkWriteError): void {
    const unconfirmed = error.result.getWriteConcernError();
    if (unconfirmed !== undefined)
      this.first ??= unconfirmed.errmsg ?? 'not confirmed by a majority';
    const items = [error.writeErrors].flat<mongo.OneOrMore<mongo.WriteError>[]>();
    for (const item of items) {
      if (item.code === DUPLICATE_KEY) continue;
      this.first ??= item.errmsg ?? error.message;
      const key = keyIn(item.err.op);
      if (key !== undefined && UNSTORABLE_CODES.has(item.code)) {
        this.unstorable.add(key);
      }
    }
    if (items.length === 0) this.first ??= error.message;
  }
}

function isBeforeSending(error: mongo.MongoError): boolean {
  return error instanceof mongo.MongoInvalidArgumentError || error instanceof mongo.MongoAPIError;
}

function keyIn(operation: unknown): string | undefined {
  const id = (operation as { q?: { _id?: unknown } } | undefined)?.q?._id;
  return typeof id === 'string' ? id : undefined;
}
