/* global db, require, URL */
// The user of the directory, who may read and write its own database and nothing else. Runs once, on an empty volume.
const uri = new URL(require('fs').readFileSync('/run/secrets/mongodb_uri', 'utf8').trim());
const database = uri.pathname.slice(1);

db.getSiblingDB(database).createUser({
  user: uri.username,
  pwd: decodeURIComponent(uri.password),
  roles: [{ role: 'readWrite', db: database }],
});
