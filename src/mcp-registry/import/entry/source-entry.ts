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
  if (!isTextOrMissing(title)) return { position, label, reason: 'has a title that is no text' };
  if (!isTextOrMissing(description)) {
    return { position, label, reason: 'has a description that is no text' };
  }
  const official = isJsonObject(registryMeta) ? registryMeta[OFFICIAL] : undefined;
  const { status, isLatest } = isJsonObject(official) ? official : {};
  if (status === 'deleted') {
    return { position, label, reason: 'is marked as deleted by the registry that it comes from' };
  }
  return {
    position,
    label,
    name,
    title: title ?? undefined,
    description: description ?? undefined,
    version,
    isLatest: isLatest === true,
    server,
    registryMeta,
  };
}

function isTextOrMissing(value: unknown): value is string | null | undefined {
  return value === undefined || value === null || typeof value === 'string';
}
