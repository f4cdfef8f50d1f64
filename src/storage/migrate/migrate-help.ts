/** The one line that says how the command is called. */
export const USAGE = 'Usage: npm run migrate:store -- --from <store> --to <store>';

/** The text of `--help`. */
export const HELP = `${USAGE}

Moves everything that a directory has stored into another store: servers, tombstones, every history
entry, and the time in which heartbeats were counted. Both are then read back completely and compared
by digest. The source stays as it is. Stop the directory first: a store in use is refused.

A <store> is one of
  <directory>     the DATA_DIR of the embedded store; as a target it is made where it is missing
  <mongodb URI>   mongodb://… or mongodb+srv://…; its database is omega_directory unless it names one
  @<file>         a file that holds such a URI: a password on the command line is seen by all users
                  of the machine

  npm run migrate:store -- --from .data --to mongodb://127.0.0.1:27017/omega_directory
  npm run migrate:store -- --from @/run/secrets/mongodb_uri --to .data

The target must be empty, or hold what an earlier run left there, whole or cut off anywhere: the same
command again ends in the same state. A target with servers or changes of its own is refused.

The signing secret is not part of a store. If the directory made its own, give the new one the same:
FED_DIR_SIGNING_SECRET_FILE=<DATA_DIR>/signing-secret
The keys of the statements are, encrypted: give it the same SIGNING_KEK, too, if there is one.

Exit codes
  0    everything was moved and verified
  1    a store is in use, cannot be reached or holds something else, or the digests differ
  2    the command was used wrongly
  130  stopped by Ctrl+C; run it again to go on

Progress and errors go to stderr, the result to stdout.
`;
