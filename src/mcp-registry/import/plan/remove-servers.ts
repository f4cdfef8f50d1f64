import { printable } from '../../../common/printable.js';
import { atOnce } from '../at-once.js';
import type { ImportedServer } from '../directory/standing.js';
import { REQUESTS_AT_ONCE, type ImportContext } from './import-context.js';

/** A server that the list does not want any more: how it is called, and why it was kept if it was. */
export interface Leaving {
  readonly label: string;
  readonly keptBecause?: string;
}

/** How often a server that others have changed meanwhile is looked at again. */
const ROUNDS = 4;

/** Removes servers that imports have made, in the given order, as long as nobody else has registered them. */
export function removeServers(
  servers: readonly ImportedServer[],
  context: ImportContext,
): Promise<Leaving[]> {
  return atOnce(REQUESTS_AT_ONCE, servers, (server) => removeServer(server, context));
}

/** How a server is called in what is printed. */
export function leavingLabel({ name, version, id }: ImportedServer): string {
  return printable(`${name} ${version} (${id})`);
}

async function removeServer(
  server: ImportedServer,
  { directory, dryRun }: ImportContext,
): Promise<Leaving> {
  const label = leavingLabel(server);
  if (dryRun) return { label };
  let { digest } = server;
  for (let round = 1; round <= ROUNDS; round += 1) {
    const removal = await directory.remove(server.id, digest);
    if (removal === 'removed' || removal === 'gone') return { label };
    if (removal !== 'changed') return { label, keptBecause: removal.reason };
    const standing = await directory.find(server.id);
    if (standing.kind === 'free') return { label };
    if (standing.kind !== 'imported' || standing.name !== server.name) break;
    ({ digest } = standing);
  }
  return { label, keptBecause: 'it was changed by others while the import ran' };
}
