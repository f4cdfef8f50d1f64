import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { FILE } from '../embedded/embedded-store.js';
import { readRow, type NamedRow } from '../embedded/read-row.js';
import { readRows } from '../embedded/read-rows.js';
import { STATEMENTS } from '../embedded/statements.js';
import { MigrateError } from '../migrate/migrate-error.js';
import { openSqlite } from '../migrate/open-sqlite.js';
import type { Place } from '../migrate/place.js';
import { damagedServer, StoredServers, storedServer, type StoredServer } from './stored-servers.js';

const PAGE = 500;

/** The SQLite file of an embedded store. Nothing else runs here, so that it needs no thread of its own. */
export class EmbeddedServers extends StoredServers {
  private constructor(
    private readonly database: DatabaseSync,
    readonly label: string,
  ) {
    super();
  }

  /** @throws MigrateError when there is none, or a directory uses it */
  static open({ directory, label }: Extract<Place, { kind: 'embedded' }>): EmbeddedServers {
    const file = join(directory, FILE);
    if (!existsSync(file)) {
      throw new MigrateError(`${label} is not the DATA_DIR of a directory: it holds no ${FILE}.`);
    }
    try {
      return new EmbeddedServers(openSqlite(file), label);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new MigrateError(
        reason.includes('locked')
          ? `DATA_DIR ${label} is in use by a running directory: stop it first.`
          : `The data in ${label} cannot be used: ${reason}.`,
      );
    }
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- the file is read at once, a database is not
  async *all(): AsyncGenerator<StoredServer> {
    const names = this.database.prepare(STATEMENTS.names);
    const row = this.database.prepare(STATEMENTS.row);
    let [tenant, id] = ['', ''];
    for (;;) {
      const page = names.all(tenant, id, PAGE) as unknown as NamedRow[];
      for (const name of page) {
        const read = readRow(name, row);
        const { records, damaged } = readRows(
          'reason' in read ? { rows: [], damaged: [read] } : { rows: [read], damaged: [] },
        );
        yield* records.map(storedServer);
        yield* damaged.map(damagedServer);
      }
      const last = page.at(-1);
      if (last === undefined) return;
      ({ tenant, id } = last);
    }
  }

  delete(servers: readonly StoredServer[]): Promise<void> {
    const server = this.database.prepare('DELETE FROM servers WHERE tenant = ? AND id = ?');
    const history = this.database.prepare(STATEMENTS.purgeHistory);
    this.database.exec('BEGIN IMMEDIATE');
    for (const { tenant, id } of servers) {
      server.run(tenant, id);
      history.run(tenant, id);
    }
    this.database.exec('COMMIT');
    return Promise.resolve();
  }

  renewEpoch(): Promise<void> {
    this.database.exec(STATEMENTS.renewEpoch);
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.database.close();
    return Promise.resolve();
  }
}
