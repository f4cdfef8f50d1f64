import { isJsonObject } from '../../json-object.js';
import type { Remote } from '../remote.js';
import { sourceIcons } from './source-icons.js';
import type { SourceEntry } from '../source-entry.js';
import { withoutSecrets } from './without-secrets.js';

/** Where a piece stands in the metadata; each name with the number of objects around the piece. */
export const PIECE_LEVELS = { headers: 1, server: 2, serverMeta: 3, registryMeta: 3 } as const;

/** A part of what the source says beyond the manifest's own fields: kept or left out as a whole. */
export interface SourcePiece {
  readonly place: keyof typeof PIECE_LEVELS;
  readonly key: string;
  readonly value: unknown;
}

/** Fields that the manifest itself has. */
const MAPPED: ReadonlySet<string> = new Set(['name', 'title', 'description', 'version']);

/** Fields that hold inputs, among them secret ones. */
const WITH_INPUTS: ReadonlySet<string> = new Set(['remotes', 'packages']);

/** What an entry says beyond the manifest's own fields, in pieces, in the order of the source. */
export function sourcePieces({ server, registryMeta }: SourceEntry, remote: Remote): SourcePiece[] {
  const { _meta: serverMeta, ...fields } = server;
  const pieces: SourcePiece[] = [];
  if (remote.headers.length > 0) {
    pieces.push({ place: 'headers', key: 'headers', value: remote.headers.map(headerNote) });
  }
  for (const [key, value] of Object.entries(fields)) {
    if (MAPPED.has(key) || (key === 'icons' && sourceIcons(server) !== undefined)) continue;
    pieces.push({ place: 'server', key, value });
  }
  pieces.push(...members('serverMeta', serverMeta), ...members('registryMeta', registryMeta));
  return pieces;
}

/** A piece as it is stored. To be asked only for pieces that are not nested too deep. */
export function storedValue({ place, key, value }: SourcePiece): unknown {
  return place === 'server' && WITH_INPUTS.has(key) ? withoutSecrets(value) : value;
}

function members(place: SourcePiece['place'], value: unknown): SourcePiece[] {
  if (!isJsonObject(value)) return [];
  return Object.entries(value).map(([key, member]) => ({ place, key, value: member }));
}

/** What a client must know of a header before it connects: never its value. */
function headerNote({
  name,
  isRequired,
  isSecret,
  description,
}: Readonly<Record<string, unknown>>): object {
  return {
    ...(typeof name === 'string' && { name }),
    isRequired: isRequired === true,
    isSecret: isSecret === true,
    ...(typeof description === 'string' && { description }),
  };
}
