const HOST = String.raw`([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])`;

/** Host names without ports, separated by commas (IPv6 in brackets), or `*` for any. */
export const HOST_LIST = new RegExp(String.raw`^\s*(\*|${HOST}(\s*,\s*${HOST})*)\s*$`);

/** The names as a URL parser writes them, which is how they are compared. */
export function readHosts(list: string): string[] {
  return list.split(',').map((name) => {
    const host = name.trim();
    return host === '*' ? host : (URL.parse(`http://${host}`)?.hostname ?? host);
  });
}
