import { readDto } from '../../../common/http/body.pipe.js';
import { printable } from '../../../common/printable.js';
import type { ManifestDraft } from '../../../manifest/manifest.js';
import { LIMITS } from '../../../manifest/manifest-limits.js';
import { RegisterServerDto } from '../../../registry/dto/register-server.dto.js';
import { sourceIcons } from './metadata/source-icons.js';
import { sourceMetadata } from './metadata/source-metadata.js';
import { sourceTags } from './metadata/source-tags.js';
import type { Refusal } from './refusal.js';
import { chooseRemote } from './remote.js';
import { serverIds } from './server-id.js';
import type { SourceEntry } from './source-entry.js';

/** An entry with the manifest that it becomes, under its plain id. */
export interface MappedEntry {
  readonly entry: SourceEntry;
  readonly manifest: ManifestDraft;
  /** Size of the manifest in JSON. */
  readonly bytes: number;
  /** How many pieces of the source did not fit. */
  readonly leftOut: number;
}

/**
 * Makes the manifest of a static server, by the directory's own rules, or says what is wrong with it.
 * @param importedFrom - the name of the source, see `list/source-name.ts`
 */
export function toManifest(entry: SourceEntry, importedFrom: string): MappedEntry | Refusal {
  const { position, label, name, description, version, server } = entry;
  const remote = chooseRemote(server);
  if (typeof remote === 'string') return { position, label, reason: remote };
  const icons = sourceIcons(server);
  const { metadata, leftOut } = sourceMetadata(entry, remote, importedFrom);
  const manifest: ManifestDraft = {
    id: serverIds(name).plain,
    display_name: displayName(entry),
    ...(description !== undefined && { description }),
    version,
    endpoints: { mcp: remote.url },
    tags: sourceTags(server, remote),
    heartbeat_interval_seconds: 0,
    registry_name: name,
    ...(icons !== undefined && { icons }),
    metadata,
  };
  const bytes = Buffer.byteLength(JSON.stringify(manifest));
  if (bytes > LIMITS.manifestBytes) {
    const reason = `makes a manifest larger than ${LIMITS.manifestBytes / 1_024} KiB`;
    return { position, label, reason };
  }
  const { faults } = readDto(RegisterServerDto, manifest);
  if (faults.length > 0) {
    const reason = printable(faults.map(({ path, message }) => `${path} ${message}`).join('; '));
    return { position, label, reason };
  }
  return { entry, manifest, bytes, leftOut };
}

/** A title of white space is none. */
function displayName({ title, name }: SourceEntry): string {
  if (title !== undefined && title.trim() !== '') return title;
  return name.slice(name.indexOf('/') + 1);
}
