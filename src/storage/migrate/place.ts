import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { databaseName, databaseNameFault } from '../../config/database-name.js';
import { printable } from '../../common/printable.js';
import { wrongUse } from './migrate-arguments.js';

/** Where a store is. */
export type Place =
  | { readonly kind: 'embedded'; readonly directory: string; readonly label: string }
  /** `label` names it without user and password. */
  | { readonly kind: 'mongo'; readonly uri: string; readonly label: string };

/**
 * Understands a store as it was named on the command line.
 * @throws MigrateError (exit code 2) when it is none
 */
export async function readPlace(
  option: '--from' | '--to' | '--store',
  text: string,
): Promise<Place> {
  if (text.startsWith('@')) return mongoPlace(option, await readUri(option, text.slice(1)));
  const scheme = schemeOf(text);
  if (scheme !== undefined) return mongoPlace(option, text);
  const directory = resolve(text);
  return { kind: 'embedded', directory, label: directory };
}

/** A message without the user and password of any URI in it. */
export function withoutCredentials(message: string): string {
  return message.replaceAll(/\/\/[^/\s]*@/g, '//***@');
}

function mongoPlace(option: string, uri: string): Place {
  const scheme = schemeOf(uri);
  if (scheme !== 'mongodb' && scheme !== 'mongodb+srv') {
    throw wrongUse(`${option} is neither a directory nor a mongodb:// or mongodb+srv:// URI.`);
  }
  // Up to the last "@": a password may hold one, and must not be shown for that.
  const hosts = /^[^:]+:\/\/(?:.*@)?([^/?]*)/.exec(uri)?.[1] ?? '';
  if (hosts === '') throw wrongUse(`${option} is a MongoDB URI without a host.`);
  try {
    const name = databaseName(uri);
    const fault = databaseNameFault(name);
    if (fault !== undefined)
      throw wrongUse(`${option} names the database "${printable(name)}", which ${fault}.`);
    return { kind: 'mongo', uri, label: `MongoDB ${hosts}, database ${name}` };
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    throw wrongUse(`${option} is a MongoDB URI whose database name is not well-formed.`);
  }
}

async function readUri(option: string, file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    throw wrongUse(`${option}: the file cannot be read (${(error as Error).message}).`);
  }
}

function schemeOf(text: string): string | undefined {
  return /^([a-z][a-z0-9+.-]*):\/\//i.exec(text)?.[1]?.toLowerCase();
}
