/** The one line that says how the command is called. */
export const USAGE =
  'Usage: npm run store -- <list|purge|export|backup|restore> [file] --store <store> [options]';

/** The text of `--help`. */
export const HELP = `${USAGE}

Looks into what a directory has stored, deletes from it, and copies it. It reads one server after
another, so that a store that is too large to be loaded is no trouble. Stop the directory first, except
for a backup: a store in use is refused.

  list     a line for each server: status, size of its manifest, when it changed, the client that
           registered it, its id; and what is wrong with it, if it is damaged
  purge    deletes servers with their histories, keys and blocks; says what it would delete, and does
           it with --yes
  export   each registered server's manifest as a line of JSON, as POST /servers/register takes it
  backup   copies an embedded store into a new file, also while the directory runs, and checks the copy
  restore  puts such a file in the place of an embedded store, while the directory is stopped

A <store> is one of
  <directory>     the DATA_DIR of the embedded store
  <mongodb URI>   mongodb://… or mongodb+srv://…
  @<file>         a file that holds such a URI: a password on the command line is seen by all users

Options
  --id <id>         only this server; may be repeated
  --from <client>   only servers that this client has registered: an IPv4 address, the /64 of an IPv6
                    address, or local
  --removed         only removed servers that are remembered
  --damaged         only servers whose record is not what the directory wrote
  --largest <n>     list: the largest n (up to 1,000), largest first
  --json            list: a line of JSON for each
  --out <file>      export: into this new file instead of stdout
  --yes             purge: delete
  --force           restore: replace the store that is there

  npm run store -- list --store .data --largest 20
  npm run store -- purge --store .data --from 203.0.113.7 --yes
  npm run store -- export --store @/run/secrets/mongodb_uri --out servers.jsonl
  npm run store -- backup directory-backup.sqlite --store .data
  npm run store -- restore directory-backup.sqlite --store .data --force

Exit codes
  0    done
  1    the store is in use, or cannot be read or written
  2    the command was used wrongly
  130  stopped by Ctrl+C

Progress and errors go to stderr, results to stdout.
`;
