/** The one line that says how the command is called. */
export const USAGE = 'Usage: npm run import -- [options] <file or URL>';

/** The text of `--help`. */
export const HELP = `${USAGE}

Registers the servers of a list in the format of the official MCP registry with a running
directory. They become static servers: no heartbeats are expected of them, and time never removes
them. Running it again with the same list changes nothing.

  <file>  a JSON file: {"servers": [{"server": {...}, "_meta": {...}}, ...]}
  <URL>   an http or https URL that answers such a list. All its pages are read, by
          metadata.nextCursor; your own query is kept. Quote a URL that has one:
          npm run import -- "https://registry.example.com/v0.1/servers?version=latest&limit=100"

Options
  --dry-run        look at everything and change nothing; the report says what would be done
  --prune          also remove servers that an earlier import of the same source has made and
                   that the list does not have any more
  --max-prune <n>  prune up to n servers; the default is 20, or a fifth of the source's servers
                   if that is more. When more are missing, none is pruned
  --source <name>  name of the source; the default is the URL without its query, or the file's
                   name, with a hash. Everybody can read it in the imported servers' metadata
  -h, --help       show this text

What becomes of an entry
  id            its name in lower case, with "." for "/"; the exact name is kept as registry_name.
                A name whose id is too long, or is that of another name, gets an id with a hash
  endpoint      its first remote of type streamable-http, else of type sse, whose URL is complete
  tags          "remote", the type of that remote, and the tags that its publisher gave
  metadata      headers: names of the headers that the remote takes;
                mcp_registry: the source (imported_from) and all else that the list says, as far
                as 16 KiB hold it, without values that look like secrets
  Of several versions of one name, the one marked isLatest is registered, else the newest one: by
  semantic versioning, then by publishedAt. When it is refused, the next one is taken.
  A version with the status "deleted" is not registered. When a name has no other version, what an
  import has made of it is removed, unless that is newer.
  Entries that cannot be registered are listed with the reason; they stop nothing.

What is never touched
  Servers that were registered by anybody else. An entry that would replace one is refused.

Environment
  DIRECTORY_URL  where the directory runs (default: http://127.0.0.1:$PORT)
  PORT           its port on this machine (default: 9405)

Exit codes
  0  the list was imported; each entry that was refused has its reason
  1  the list cannot be read, or the directory cannot be reached or answers an error, or all
     entries were refused, or pruning was
  2  the command was used wrongly

Progress and errors go to stderr, the result to stdout.
`;
