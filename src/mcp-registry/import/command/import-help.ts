/** The one line that says how the command is called. */
export const USAGE = 'Usage: npm run import -- <file or URL>';

/** The text of `--help`. */
export const HELP = `${USAGE}

Registers the servers of a list in the format of the official MCP registry with a running
directory. They become static servers: no heartbeats are expected of them, and time never removes
them. Running it again with the same list changes nothing.

  <file>  a JSON file: {"servers": [{"server": {...}, "_meta": {...}}, ...]}
  <URL>   an http or https URL that answers such a list. All its pages are read, by
          metadata.nextCursor; your own query is kept. Quote a URL that has one:
          npm run import -- "https://registry.example.com/v0.1/servers?version=latest&limit=100"

What becomes of an entry
  id            its name in lower case, with "." for "/"; the exact name is kept as registry_name
  endpoint      its first remote of type streamable-http, else of type sse, whose URL is complete
  tags          "remote", the type of that remote, and the tags that its publisher gave
  metadata      headers: names of the headers that the remote takes;
                mcp_registry: all else that the list says, as far as 16 KiB hold it, without
                values that look like secrets
  Of several versions of one name, the one marked isLatest is registered, else the last one.
  Entries that cannot be registered are listed with the reason; they stop nothing.

Environment
  DIRECTORY_URL  where the directory runs (default: http://127.0.0.1:$PORT)
  PORT           its port on this machine (default: 9405)

Exit codes
  0  the list was imported; each entry that was refused has its reason
  1  the list cannot be read, or the directory cannot be reached or answers an error
  2  the command was used wrongly

Progress and errors go to stderr, the result to stdout.
`;
