import { basename, resolve } from 'node:path';
import { sha256Hex } from '../../../manifest/canonical-json.js';

const MOST_CHARACTERS = 200;
const HASH_DIGITS = 12;

/** Where in a list to read on, and how much at a time: the list is the same without them. */
const PAGING: readonly string[] = ['cursor', 'limit'];

/**
 * The name of a file as a source: the same for the same file. Imported servers carry it for everybody to read, so the
 * path is not in it.
 */
export function fileSourceName(path: string, workingDirectory: string): string {
  const file = resolve(workingDirectory, path);
  return withHash(`file:${encodeURIComponent(basename(file).toWellFormed())}`, file);
}

/**
 * The name of a URL as a source: the same for all pages of a list. A query selects what is listed, but may hold a key:
 * only its hash is in the name.
 */
export function urlSourceName(source: string): string {
  const { origin, pathname, searchParams } = new URL(source);
  for (const name of PAGING) searchParams.delete(name);
  searchParams.sort();
  const place = `${origin}${pathname}`;
  const query = searchParams.toString();
  if (query === '' && place.length <= MOST_CHARACTERS) return place;
  return withHash(place, `${place}?${query}`);
}

function withHash(readable: string, whole: string): string {
  const room = MOST_CHARACTERS - HASH_DIGITS - 1;
  return `${readable.slice(0, room)}#${sha256Hex(whole).slice(0, HASH_DIGITS)}`;
}
