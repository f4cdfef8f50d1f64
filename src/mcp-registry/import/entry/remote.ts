import { isJsonObject, type UncheckedObject } from '../json-object.js';

/** Transports that an endpoint of the directory may have, the preferred one first. */
const TRANSPORTS = ['streamable-http', 'sse'] as const;

/** A variable in a URL that the user has to fill in. */
const PLACEHOLDER = /\{[^{}]*\}/;

/** A remote that clients can connect to as it is. */
export interface Remote {
  readonly type: (typeof TRANSPORTS)[number];
  readonly url: string;
  readonly headers: readonly UncheckedObject[];
}

/** The remote that becomes the server's endpoint, or why there is none. */
export function chooseRemote(server: UncheckedObject): Remote | string {
  const remotes = objectsIn(server['remotes']);
  if (remotes.length === 0) {
    const packages = objectsIn(server['packages']);
    return packages.length > 0 ? 'has no remote, only packages to install' : 'has no remote';
  }
  const usable = TRANSPORTS.flatMap((type) =>
    remotes.flatMap((remote) => (remote['type'] === type ? toRemote(remote, type) : [])),
  );
  const complete = usable.find(({ url }) => !PLACEHOLDER.test(url));
  if (complete !== undefined) return complete;
  return usable.length > 0
    ? 'has no remote with a complete URL: they hold variables, as {tenant}, that a user has to fill in'
    : `has no remote of type ${TRANSPORTS.join(' or ')} with a URL`;
}

function toRemote({ url, headers }: UncheckedObject, type: Remote['type']): Remote[] {
  return typeof url === 'string' ? [{ type, url, headers: objectsIn(headers) }] : [];
}

function objectsIn(value: unknown): UncheckedObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}
