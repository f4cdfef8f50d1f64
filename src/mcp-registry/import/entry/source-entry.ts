import { isJsonObject, type UncheckedObject } from '../json-object.js';
import { labelOf, type Refusal } from './refusal.js';

const OFFICIAL = 'io.modelcontextprotocol.registry/official';

/** An entry of the list: what the importer understands of it, beside the whole. */
export interface SourceEntry {
  /** Place in the list, from 1 on. */
  readonly position: number;
  /** How it is called in what is printed. */
  readonly label: string;
  readonly name: string;
  readonly title: string | undefined;
  readonly description: string | undefined;
  readonly version: string;
  readonly isLatest: boolean;
  /** The registry that the list comes from has deleted this version. */
  readonly isDeleted: boolean;
  /** RFC 3339, as the source has it. */
  readonly publishedAt: string | undefined;
  /** The server as the source has it (server.json). */
  readonly server: UncheckedObject;
  /** What the source's registry says about the server. */
  readonly registryMeta: unknown;
}

/** Reads one element of the list's `servers`; the answer is an entry or why it is none. */
export function readEntry(raw: unknown, position: number): SourceEntry | Refusal {
  if (!isJsonObject(raw) || !isJsonObject(raw['server'])) {
    return { position, label: `entry ${position}`, reason: 'has no "server" object' };
  }
  const { server, _meta: registryMeta } = raw;
  const { name, title, description, version } = server;
  const label = labelOf(position, name, version);
  if (typeof name !== 'string') return { position, label, reason: 'has no name' };
  if (typeof version !== 'string') return { position, label, reason: 'has no version' };
  if (!isTextOrMissing(title)) return { position, label, reason: 'has a title that is not text' };
  if (!isTextOrMissing(description)) {
    return { position, label, reason: 'has a description that is not text' };
  }
  const { status, isLatest, publishedAt } = officialMeta(registryMeta);
  return {
    position,
    label,
    name,
    title: title ?? undefined,
    description: description ?? undefined,
    version,
    isLatest: isLatest === true,
    isDeleted: status === 'deleted',
    publishedAt: typeof publishedAt === 'string' ? publishedAt : undefined,
    server,
    registryMeta,
  };
}

/** What the official registry's own metadata say, of a list's entry or of what an import has kept of it. */
export function officialMeta(registryMeta: unknown): UncheckedObject {
  const official = isJsonObject(registryMeta) ? registryMeta[OFFICIAL] : undefined;
  return isJsonObject(official) ? official : {};
}

/** The name of an element of the list, readable or not. */
export function nameIn(raw: unknown): string | undefined {
  const server = isJsonObject(raw) ? raw['server'] : undefined;
  const name = isJsonObject(server) ? server['name'] : undefined;
  return typeof name === 'string' ? name : undefined;
}

function isTextOrMissing(value: unknown): value is string | null | undefined {
  return value === undefined || value === null || typeof value === 'string';
}
