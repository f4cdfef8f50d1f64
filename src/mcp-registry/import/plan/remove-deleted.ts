import type { ImportedServer } from '../directory/standing.js';
import type { NameGroup } from '../entry/name-group.js';
import { compareVersions } from '../entry/versions/version-order.js';
import type { ImportContext } from './import-context.js';
import { ownServer, type Look } from './place.js';
import { leavingLabel, removeServers, type Leaving } from './remove-servers.js';

/**
 * Removes what imports have made of names that the list marks as deleted. A name of which another version can be
 * registered is not gone.
 */
export async function removeDeleted(
  groups: readonly NameGroup[],
  looks: ReadonlyMap<string, Look>,
  context: ImportContext,
): Promise<Leaving[]> {
  const leaving: ImportedServer[] = [];
  const kept: Leaving[] = [];
  for (const group of groups) {
    const look = looks.get(group.name);
    if (group.chosen !== undefined || group.deleted.length === 0 || look === undefined) continue;
    const held = ownServer(group.name, look);
    if (held === undefined) {
      if (look.plain.kind !== 'foreign') continue;
      const label = `${group.deleted.at(-1)?.label ?? group.name} (${look.plain.id})`;
      kept.push({ label, keptBecause: 'it was not made by an import' });
      continue;
    }
    const keptBecause = reasonToKeep(held, group);
    if (keptBecause === undefined) leaving.push(held);
    else kept.push({ label: leavingLabel(held), keptBecause });
  }
  return [...(await removeServers(leaving, context)), ...kept];
}

function reasonToKeep(held: ImportedServer, { deleted, versions }: NameGroup): string | undefined {
  if (versions.has(held.version)) return 'the list still has this version';
  const isNewer = deleted.every((entry) => compareVersions(held, entry) > 0);
  return isNewer ? 'only older versions are marked as deleted' : undefined;
}
