const SITE = /(?:[^.]+\.(?:[a-z]{2,3}\.[a-z]{2}|[^.]+))$/;

/**
 * Roughly who has a domain, so that one owner of many names gets one turn: its last two labels, or three under the like
 * of `co.uk`. Whoever shares one with others only waits longer.
 */
export function siteOf(domain: string): string {
  return SITE.exec(domain)?.[0] ?? domain;
}
