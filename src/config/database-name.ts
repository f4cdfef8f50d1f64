const DATABASE = /^mongodb(?:\+srv)?:\/\/[^/]+\/(?<database>[^?]+)/;
const DEFAULT_DATABASE = 'omega_directory';

/**
 * The name of the database in a MongoDB URI. Directories that share servers are told apart by it.
 * @throws URIError when it has a `%` that encodes nothing
 */
export function databaseName(mongodbUri: string | undefined): string {
  const database = DATABASE.exec(mongodbUri ?? '')?.groups?.['database'];
  return database === undefined ? DEFAULT_DATABASE : decodeURIComponent(database);
}
