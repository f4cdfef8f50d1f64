const MONGODB_URI = /^mongodb(?:\+srv)?:\/\/[^/?]+\/(?<database>[^?]+)/;
const DEFAULT_DATABASE = 'omega_directory';

/**
 * What sets directories that share a Redis apart: the name of their MongoDB database. Replicas of one directory
 * agree on it without another setting.
 */
export function namespaceOf(mongodbUri: string | undefined): string {
  const database = MONGODB_URI.exec(mongodbUri ?? '')?.groups?.['database'];
  return database === undefined ? DEFAULT_DATABASE : decodeURIComponent(database);
}

/** A key of the namespace; all of them hash to the same slot of a Redis cluster, so that scripts may use them together. */
export function redisKey(namespace: string, name: string): string {
  return `{omega-directory:${namespace}}:${name}`;
}
