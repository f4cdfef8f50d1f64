const DATABASE = /^mongodb(?:\+srv)?:\/\/[^/]+\/(?<database>[^?]+)/;
const DEFAULT_DATABASE = 'omega_directory';

/**
 * The name of the database in a MongoDB URI. It distinguishes directories that share servers.
 * @throws URIError when it has a `%` that encodes nothing
 */
export function databaseName(mongodbUri: string | undefined): string {
  const database = DATABASE.exec(mongodbUri ?? '')?.groups?.['database'];
  return database === undefined ? DEFAULT_DATABASE : decodeURIComponent(database);
}

const MOST_BYTES = 63;
const FORBIDDEN = /[/\\. "$*<>:|?\0]/;

/** MongoDB's own: the first is not replicated, the second belongs to sharding. */
const RESERVED: readonly string[] = ['local', 'config'];

/** What is wrong with the name of a database, as the end of a sentence about it; `undefined` = nothing. */
export function databaseNameFault(name: string): string | undefined {
  const bytes = Buffer.byteLength(name);
  if (bytes > MOST_BYTES) return `has ${bytes} bytes; MongoDB allows ${MOST_BYTES}`;
  const [character] = FORBIDDEN.exec(name) ?? [];
  if (character !== undefined) return `has ${JSON.stringify(character)}, which MongoDB forbids`;
  return RESERVED.includes(name) ? "is one of MongoDB's own" : undefined;
}
