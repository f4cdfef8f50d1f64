import { isTooDeep, jsonFaults } from '../../../../common/json-faults.js';
import { freeFormFaults } from '../../../../manifest/field-faults.js';
import type { Json, JsonObject } from '../../../../manifest/manifest.js';
import { LIMITS } from '../../../../manifest/manifest-limits.js';
import type { Remote } from '../remote.js';
import type { SourceEntry } from '../source-entry.js';
import { PIECE_LEVELS, sourcePieces, storedValue, type SourcePiece } from './source-pieces.js';

/** The metadata of an imported server, and how many pieces of the source did not fit into it. */
export interface SourceMetadata {
  readonly metadata: JsonObject;
  readonly leftOut: number;
}

/** Names that `mcp_registry` gives to something else. */
const RESERVED: ReadonlySet<string> = new Set(['imported_from', 'registry_meta', 'left_out']);

/** What is left for pieces when the longest other members are there. */
function budget(importedFrom: string): number {
  const empty = { imported_from: importedFrom, _meta: {}, registry_meta: {}, left_out: 1e9 };
  return LIMITS.metadataBytes - Buffer.byteLength(JSON.stringify({ mcp_registry: empty }));
}

interface Measured {
  readonly place: SourcePiece['place'];
  readonly key: string;
  readonly value: Json;
  readonly bytes: number;
}

/**
 * Puts what the source says beyond the manifest's own fields into metadata. Where it is too much, the largest
 * pieces are left out; the headers that a client needs are the last to go. `mcp_registry.imported_from` says that an
 * import has made the server, and from which source.
 */
export function sourceMetadata(
  entry: SourceEntry,
  remote: Remote,
  importedFrom: string,
): SourceMetadata {
  const pieces = sourcePieces(entry, remote);
  const bySize = pieces
    .filter(isStorable)
    .map(measure)
    .sort((a, b) => rank(a) - rank(b) || a.bytes - b.bytes);
  const kept: Measured[] = [];
  let room = budget(importedFrom);
  for (const piece of bySize) {
    if (piece.bytes > room) continue;
    room -= piece.bytes;
    kept.push(piece);
  }
  const leftOut = pieces.length - kept.length;
  return { metadata: assemble(kept, leftOut, importedFrom), leftOut };
}

function isStorable({ place, key, value }: SourcePiece): boolean {
  if (place === 'server' && RESERVED.has(key)) return false;
  if (isTooDeep(value, LIMITS.metadataDepth - PIECE_LEVELS[place])) return false;
  const piece = { [key]: value };
  return jsonFaults(piece).length === 0 && freeFormFaults(piece, '').length === 0;
}

function measure(piece: SourcePiece): Measured {
  const { place, key } = piece;
  const value = storedValue(piece) as Json;
  // The colon and the comma are two more.
  const bytes = Buffer.byteLength(JSON.stringify(key) + JSON.stringify(value)) + 2;
  return { place, key, value, bytes };
}

function rank({ place }: Measured): number {
  return place === 'headers' ? 0 : 1;
}

function assemble(kept: readonly Measured[], leftOut: number, importedFrom: string): JsonObject {
  const at = (place: SourcePiece['place']): JsonObject =>
    Object.fromEntries(
      kept.filter((piece) => piece.place === place).map(({ key, value }) => [key, value]),
    );
  const serverMeta = at('serverMeta');
  const registryMeta = at('registryMeta');
  return {
    ...at('headers'),
    mcp_registry: {
      imported_from: importedFrom,
      ...at('server'),
      ...(isFilled(serverMeta) && { _meta: serverMeta }),
      ...(isFilled(registryMeta) && { registry_meta: registryMeta }),
      ...(leftOut > 0 && { left_out: leftOut }),
    },
  };
}

function isFilled(object: JsonObject): boolean {
  return Object.keys(object).length > 0;
}
