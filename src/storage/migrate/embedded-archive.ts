import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { parseJson } from '../../common/parse-json.js';
import type { Json } from '../../manifest/manifest.js';
import { recordKey } from '../../manifest/record-key.js';
import type { Change } from '../../manifest/server-record.js';
import { completeRecord, type StoredRecord } from '../stored-record.js';
import { COUNTED_TIME, FILE } from '../embedded/embedded-store.js';
import { STATEMENTS } from '../embedded/statements.js';
import type { Setting } from '../settings-store.js';
import { archivedRecord, type ArchivedServer, type ServerName } from './archived-server.js';
import { MigrateError } from './migrate-error.js';
import { openSqlite } from './open-sqlite.js';
import type { Place } from './place.js';
import { StoreArchive, type Role } from './store-archive.js';

interface ServerRow {
  readonly position: number;
  readonly fence: number;
  readonly state: string;
  readonly manifest: string;
}

/** The SQLite file of an embedded store. Nothing else runs here, so that it needs no thread of its own. */
export class EmbeddedArchive extends StoreArchive {
  private readonly sql: ReturnType<typeof prepare>;

  private constructor(
    private readonly database: DatabaseSync,
    readonly label: string,
  ) {
    super();
    this.sql = prepare(database);
  }

  static open(
    { directory, label }: Extract<Place, { kind: 'embedded' }>,
    role: Role,
  ): Promise<EmbeddedArchive> {
    const file = join(directory, FILE);
    return attempt(() => {
      if (role === 'source' && !existsSync(file)) {
        throw new MigrateError(
          `${label} is not the DATA_DIR of a directory: it holds no ${FILE}. Check --from.`,
        );
      }
      mkdirSync(directory, { recursive: true, mode: 0o700 });
      return new EmbeddedArchive(openSqlite(file), label);
    }, label);
  }

  count(): Promise<number> {
    return attempt(() => (this.sql.count.get() as { total: number }).total, this.label);
  }

  async *servers(): AsyncIterable<ArchivedServer> {
    // The names are sorted at once, aside: the rows may be large.
    for (const row of this.sql.rowids.iterate()) {
      const { rowid } = row as { rowid: number };
      yield await attempt(
        () => this.archived(this.sql.byRowid.get(rowid) as unknown as ServerRow),
        this.label,
      );
    }
  }

  find(names: readonly ServerName[]): Promise<ReadonlyMap<string, ArchivedServer>> {
    return attempt(() => {
      const found = new Map<string, ArchivedServer>();
      for (const { tenant, id } of names) {
        const row = this.sql.byName.get(tenant, id) as ServerRow | undefined;
        if (row !== undefined) found.set(recordKey({ tenant, id }), this.archived(row));
      }
      return found;
    }, this.label);
  }

  put(servers: readonly ArchivedServer[]): Promise<void> {
    return attempt(() => {
      this.transaction(() => {
        let { position } = this.sql.lastPosition.get() as { position: number };
        for (const server of servers) this.putOne(server, (position += 1));
      });
    }, this.label);
  }

  countedTime(): Promise<number> {
    return attempt(
      () => (this.sql.mark.get(COUNTED_TIME) as { value: number } | undefined)?.value ?? 0,
      this.label,
    );
  }

  setCountedTime(ms: number): Promise<void> {
    return attempt(() => void this.sql.setMark.run(COUNTED_TIME, ms), this.label);
  }

  settings(): Promise<readonly Setting[]> {
    return attempt(() => {
      const rows = this.sql.settings.all() as { name: string; revision: number; value: string }[];
      return rows.map((row) => ({ ...row, value: parseJson(row.value) as Json }));
    }, this.label);
  }

  putSettings(settings: readonly Setting[]): Promise<void> {
    return attempt(() => {
      this.transaction(() => {
        this.sql.forgetSettings.run();
        for (const { name, revision, value } of settings) {
          this.sql.addSetting.run(name, revision, JSON.stringify(value));
        }
      });
    }, this.label);
  }

  renewEpoch(): Promise<void> {
    return attempt(() => void this.sql.renewEpoch.run(), this.label);
  }

  /** The lock keeps everybody else out. */
  assertUnused(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.database.close();
    return Promise.resolve();
  }

  private archived({ fence, state, manifest }: ServerRow): ArchivedServer {
    const rest = parseJson(state) as Omit<StoredRecord, 'manifest'>;
    const record = archivedRecord(completeRecord({ ...rest, manifest }));
    const rows = this.sql.history.all(record.tenant, record.id);
    const history = (rows as { revision: number; entry: string }[]).map(({ revision, entry }) => ({
      revision,
      ...(parseJson(entry) as Change),
    }));
    return { record, fence, history };
  }

  private putOne({ record, fence, history }: ArchivedServer, position: number): void {
    const { tenant, id, revision, removed, disabled, updatedAt, manifest } = record;
    this.sql.put.run(
      tenant,
      id,
      revision,
      position,
      Number(removed),
      Number(disabled),
      updatedAt,
      JSON.stringify({ ...record, position, manifest: undefined }),
      manifest,
      fence,
    );
    this.sql.forgetHistory.run(tenant, id);
    for (const { revision: past, ...change } of history) {
      this.sql.addHistory.run(tenant, id, past, JSON.stringify(change), change.at);
    }
  }

  private transaction(body: () => void): void {
    this.database.exec('BEGIN IMMEDIATE');
    try {
      body();
      this.database.exec('COMMIT');
    } catch (error) {
      if (this.database.isTransaction) this.database.exec('ROLLBACK');
      throw error;
    }
  }
}

function prepare(database: DatabaseSync) {
  const row = 'SELECT position, fence, state, manifest FROM servers';
  return {
    count: database.prepare('SELECT count(*) AS total FROM servers'),
    rowids: database.prepare(`SELECT rowid FROM servers ORDER BY tenant || ':' || id`),
    byRowid: database.prepare(`${row} WHERE rowid = ?`),
    byName: database.prepare(`${row} WHERE tenant = ? AND id = ?`),
    history: database.prepare(
      'SELECT revision, entry FROM history WHERE tenant = ? AND id = ? ORDER BY revision DESC',
    ),
    lastPosition: database.prepare(
      `SELECT max(coalesce((SELECT max(position) FROM servers), 0),
         coalesce((SELECT value FROM marks WHERE name = 'purged_through'), 0)) AS position`,
    ),
    put: database.prepare('INSERT OR REPLACE INTO servers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)'),
    forgetHistory: database.prepare('DELETE FROM history WHERE tenant = ? AND id = ?'),
    addHistory: database.prepare(
      'INSERT INTO history (tenant, id, revision, entry, at) VALUES (?, ?, ?, ?, ?)',
    ),
    settings: database.prepare('SELECT name, revision, value FROM settings ORDER BY name'),
    forgetSettings: database.prepare('DELETE FROM settings'),
    addSetting: database.prepare('INSERT INTO settings VALUES (?, ?, ?)'),
    mark: database.prepare('SELECT value FROM marks WHERE name = ?'),
    setMark: database.prepare('INSERT OR REPLACE INTO marks VALUES (?, ?)'),
    renewEpoch: database.prepare(STATEMENTS.renewEpoch),
  };
}

/** Runs what SQLite does at once; its failures are the migration's. */
function attempt<T>(body: () => T, label: string): Promise<T> {
  return new Promise((resolve, reject) => {
    try {
      resolve(body());
    } catch (error) {
      reject(error instanceof MigrateError ? error : new MigrateError(failure(error, label)));
    }
  });
}

function failure(error: unknown, label: string): string {
  const reason = error instanceof Error ? error.message : String(error);
  return reason.includes('locked')
    ? `DATA_DIR ${label} is in use by another running directory: stop it first.`
    : `The data in ${label} cannot be used: ${reason}.`;
}
