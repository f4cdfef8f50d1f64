/**
 * The schema of the embedded store, one SQL script a version. A script that has been released is never
 * changed; a new one is added. `state` is the record without its manifest, as JSON.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE servers (
    tenant     TEXT    NOT NULL,
    id         TEXT    NOT NULL,
    revision   INTEGER NOT NULL,
    position   INTEGER NOT NULL,
    removed    INTEGER NOT NULL,
    disabled   INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    state      TEXT    NOT NULL,
    manifest   TEXT    NOT NULL,
    PRIMARY KEY (tenant, id)
  ) STRICT;
  CREATE INDEX servers_position ON servers (position);
  CREATE INDEX servers_tombstones ON servers (updated_at) WHERE removed = 1;

  CREATE TABLE history (
    tenant   TEXT    NOT NULL,
    id       TEXT    NOT NULL,
    revision INTEGER NOT NULL,
    entry    TEXT    NOT NULL,
    PRIMARY KEY (tenant, id, revision)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE marks (
    name  TEXT PRIMARY KEY,
    value INTEGER NOT NULL
  ) STRICT;
  `,
  `ALTER TABLE servers ADD COLUMN fence INTEGER NOT NULL DEFAULT 0;`,
  `
  ALTER TABLE history ADD COLUMN at INTEGER NOT NULL DEFAULT 0;
  UPDATE history SET at = json_extract(entry, '$.at');
  CREATE INDEX history_at ON history (at);

  CREATE TABLE settings (
    name     TEXT PRIMARY KEY,
    revision INTEGER NOT NULL,
    value    TEXT NOT NULL
  ) STRICT;
  `,
  // Positions are another database's unless this number is the same; no position was given out before this version.
  `INSERT INTO marks VALUES ('epoch', abs(random() % 9007199254740991));`,
  // Tombstones that are kept forever do not hold up the search for those that go.
  `
  ALTER TABLE servers ADD COLUMN pinned INTEGER
    GENERATED ALWAYS AS (json_extract(state, '$.memberKey') IS NOT NULL) VIRTUAL;
  DROP INDEX servers_tombstones;
  CREATE INDEX servers_tombstones ON servers (updated_at) WHERE removed = 1 AND disabled = 0 AND pinned = 0;
  `,
  // A damaged state makes no statement fail, and counts as one with a key. Tombstones with a key go too, much later.
  `
  DROP INDEX servers_tombstones;
  ALTER TABLE servers DROP COLUMN pinned;
  ALTER TABLE servers ADD COLUMN pinned INTEGER GENERATED ALWAYS AS (
    CASE WHEN json_valid(state) THEN json_extract(state, '$.memberKey') IS NOT NULL ELSE 1 END) VIRTUAL;
  CREATE INDEX servers_tombstones ON servers (updated_at) WHERE removed = 1 AND disabled = 0 AND pinned = 0;
  CREATE INDEX servers_pinned ON servers (updated_at) WHERE removed = 1 AND disabled = 0 AND pinned = 1;
  `,
  // Each run that changes anything begins an epoch; the positions up to `after` are those of the epochs before it.
  `
  CREATE TABLE epochs (
    number INTEGER PRIMARY KEY,
    epoch  INTEGER NOT NULL,
    after  INTEGER NOT NULL
  ) STRICT;
  INSERT INTO epochs (epoch, after) SELECT value, 0 FROM marks WHERE name = 'epoch';
  DELETE FROM marks WHERE name = 'epoch';
  `,
];
