/** A pattern of a host: a name or address, IPv6 in brackets. */
export const HOST = String.raw`([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])`;
const SITE = String.raw`(${HOST}|https?://${HOST}(:\d{1,5})?)`;

/** Host names without ports, separated by commas (IPv6 in brackets), or `*` for any. */
export const HOST_LIST = new RegExp(String.raw`^\s*(\*|${HOST}(\s*,\s*${HOST})*)\s*$`);

/**
 * Sites, separated by commas, or `*` for any: host names without ports (any scheme and port), or whole origins such as
 * `https://app.example.com:8443`.
 */
export const ORIGIN_LIST = new RegExp(String.raw`^\s*(\*|${SITE}(\s*,\s*${SITE})*)\s*$`);

/** The names as a URL parser writes them, which is how they are compared. */
export function readHosts(list: string): string[] {
  return list.split(',').map((name) => {
    const host = name.trim();
    return host === '*' ? host : (URL.parse(`http://${host}`)?.hostname ?? host);
  });
}

/** Host names and origins as a URL parser writes them. */
export function readOrigins(list: string): string[] {
  return list.split(',').flatMap((item) => {
    const site = item.trim();
    return site.includes('://') ? (URL.parse(site)?.origin ?? site) : readHosts(site);
  });
}
