/** All that the embedded store asks SQLite. */
export const STATEMENTS = {
  stored: 'SELECT revision, fence FROM servers WHERE tenant = ? AND id = ?',
  raiseFence: 'UPDATE servers SET fence = max(fence, ?) WHERE tenant = ? AND id = ?',
  upsert: `INSERT INTO servers (tenant, id, revision, position, removed, disabled, updated_at, state, manifest)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (tenant, id) DO UPDATE SET revision = excluded.revision, position = excluded.position,
         removed = excluded.removed, disabled = excluded.disabled, updated_at = excluded.updated_at,
         state = excluded.state, manifest = excluded.manifest`,
  addHistory: 'INSERT INTO history (tenant, id, revision, entry, at) VALUES (?, ?, ?, ?, ?)',
  // Revisions rise by one, so that what is too far below the newest one is too much. A few at a time: there may be many.
  trimHistory: `DELETE FROM history WHERE tenant = ?1 AND id = ?2 AND revision IN (
         SELECT revision FROM history WHERE tenant = ?1 AND id = ?2 AND revision <= ?3 ORDER BY revision LIMIT 16)`,
  lastPosition: 'SELECT max(position) AS position FROM servers',
  // From the index alone: a row that cannot be read must not hide its neighbours.
  names:
    'SELECT rowid, tenant, id FROM servers WHERE (tenant, id) > (?, ?) ORDER BY tenant, id LIMIT ?',
  name: 'SELECT rowid, tenant, id FROM servers WHERE tenant = ? AND id = ?',
  row: 'SELECT revision, position, removed, disabled, state, manifest FROM servers WHERE rowid = ?',
  history: `SELECT revision, entry FROM history WHERE tenant = ? AND id = ?
       ORDER BY revision DESC LIMIT ? OFFSET ?`,
  countHistory: 'SELECT count(*) AS total FROM history WHERE tenant = ? AND id = ?',
  purgePlain: `DELETE FROM servers WHERE rowid IN (
         SELECT rowid FROM servers WHERE removed = 1 AND disabled = 0 AND pinned = 0 AND updated_at < ?
         ORDER BY updated_at LIMIT ?)
       RETURNING tenant, id, revision, position`,
  purgePinned: `DELETE FROM servers WHERE rowid IN (
         SELECT rowid FROM servers WHERE removed = 1 AND disabled = 0 AND pinned = 1 AND updated_at < ?
         ORDER BY updated_at LIMIT ?)
       RETURNING tenant, id, revision, position`,
  forget: `DELETE FROM servers WHERE tenant = ? AND id = ? AND revision = ? AND removed = 1
       RETURNING tenant, id, revision, position`,
  purgeHistory: 'DELETE FROM history WHERE tenant = ? AND id = ?',
  oldHistory: `SELECT at, tenant, id, revision FROM history
       WHERE at < ? AND (at, tenant, id, revision) > (?, ?, ?, ?)
       ORDER BY at, tenant, id, revision LIMIT ?`,
  // The entry of the current revision stays: it says why the server is as it is.
  forgetChange: `DELETE FROM history WHERE tenant = ?1 AND id = ?2 AND revision = ?3
         AND revision < (SELECT revision FROM servers WHERE tenant = ?1 AND id = ?2)`,
  settings: 'SELECT name, revision, value FROM settings',
  // Only the next revision is taken.
  putSetting: `INSERT INTO settings VALUES (?1, ?2, ?3)
       ON CONFLICT (name) DO UPDATE SET revision = excluded.revision, value = excluded.value
       WHERE revision = excluded.revision - 1`,
  raiseMark: `INSERT INTO marks VALUES (?, ?)
       ON CONFLICT (name) DO UPDATE SET value = max(value, excluded.value)`,
  // Another value each time: SQLite writes nothing where nothing changes, also on a full disk.
  tryWrite: `INSERT INTO marks VALUES ('tried', 1) ON CONFLICT (name) DO UPDATE SET value = value + 1`,
  mark: 'SELECT value FROM marks WHERE name = ?',
  epochs: 'SELECT epoch, after FROM epochs ORDER BY number',
  beginEpoch: 'INSERT INTO epochs (epoch, after) VALUES (abs(random() % 9007199254740991), ?)',
  forgetEpochs: 'DELETE FROM epochs WHERE number <= (SELECT max(number) FROM epochs) - ?',
  // None of the positions that were given out counts any more.
  renewEpoch: 'UPDATE epochs SET epoch = abs(random() % 9007199254740991)',
  ping: 'SELECT count(*) FROM marks',
} as const;
