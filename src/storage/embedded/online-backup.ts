/** Copies the database while it is written. Imported by the storage thread by its name, so without imports of its own. */
import { backup, type DatabaseSync } from 'node:sqlite';

/** Pages of a step: writes wait for one step at most, some milliseconds. */
const PAGES = 256;

/** At most one backup at a time; it is given up when the store is closed. */
export class OnlineBackup {
  private running: Promise<unknown> = Promise.resolve();
  private given = false;

  /** Copies all that is committed into an empty file; what is written meanwhile, through this connection, is in it too. */
  async make(database: DatabaseSync, file: string): Promise<void> {
    const copied = backup(database, file, {
      rate: PAGES,
      progress: () => {
        if (this.given) throw new Error('the directory stops');
      },
    });
    this.running = copied.catch(() => undefined);
    await copied;
  }

  /** Resolves when none is made any more. */
  async giveUp(): Promise<void> {
    this.given = true;
    await this.running;
  }
}
