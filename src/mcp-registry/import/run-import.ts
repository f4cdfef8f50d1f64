import { atOnce } from './at-once.js';
import type { ImportProgress } from './command/import-progress.js';
import type { ImportReport } from './command/import-report.js';
import { DirectoryClient } from './directory/directory-client.js';
import { mapList, type MappedList } from './entry/map-list.js';
import { nameIn } from './entry/source-entry.js';
import { ImportError } from './import-error.js';
import type { ImportIo } from './import-io.js';
import type { SourceList } from './list/source-list.js';
import { REQUESTS_AT_ONCE, type ImportContext } from './plan/import-context.js';
import { lookFor, type Look } from './plan/place.js';
import { prune, type Pruned } from './plan/prune.js';
import { refusalsOf } from './plan/refusals.js';
import { registerServers } from './plan/register-servers.js';
import { removeDeleted } from './plan/remove-deleted.js';
import type { Leaving } from './plan/remove-servers.js';

/** What is asked of an import beside the list. */
export interface ImportWishes {
  readonly directoryUrl: string;
  readonly dryRun: boolean;
  readonly prune: boolean;
  /** Most servers to prune; `undefined` = the usual limit. */
  readonly maxPrune: number | undefined;
}

/**
 * Registers the servers of a list with a directory, and removes those that the list does not want any more.
 * @throws ImportError when the directory cannot be reached or fails.
 */
export async function runImport(
  list: SourceList,
  wishes: ImportWishes,
  progress: ImportProgress,
  { clock, wait }: ImportIo,
): Promise<ImportReport> {
  const started = clock.monotonic();
  const { dryRun, directoryUrl } = wishes;
  const { entries, name: importedFrom } = list;
  const directory = new DirectoryClient(directoryUrl, wait);
  const context: ImportContext = { directory, progress, importedFrom, dryRun };
  const { groups, refused: unreadable } = mapList(entries, importedFrom);
  const looks = await lookForAll(groups, context);
  const servers = groups.flatMap(({ chosen }) => chosen ?? []);
  const outcomes = await registerServers(servers, looks, context);
  const [leaving, pruned] = await remove(list, wishes, groups, looks, context).catch(withStandOf);
  const refused = groups.flatMap((group) => refusalsOf(group, outcomes.get(group.name), dryRun));
  const counts = { registered: 0, updated: 0, unchanged: 0, cut: 0 };
  for (const { entry, leftOut } of servers) {
    const outcome = outcomes.get(entry.name);
    if (outcome === undefined || !('done' in outcome)) continue;
    counts[outcome.done] += 1;
    if (leftOut > 0) counts.cut += 1;
  }
  return {
    total: entries.length,
    ...counts,
    deleted: groups.reduce((sum, group) => sum + group.deleted.length, 0),
    leaving,
    ...pruned,
    refused: [...unreadable, ...refused].sort((a, b) => a.position - b.position),
    dryRun,
    seconds: (clock.monotonic() - started) / 1_000,
  };
}

async function remove(
  list: SourceList,
  wishes: ImportWishes,
  groups: MappedList['groups'],
  looks: ReadonlyMap<string, Look>,
  context: ImportContext,
): Promise<[Leaving[], Pruned]> {
  const leaving = await removeDeleted(groups, looks, context);
  return [leaving, wishes.prune ? await pruneMissing(list, wishes, context) : NOT_PRUNED];
}

/** The report is lost with the directory, so the error says what was done. */
function withStandOf(error: unknown): never {
  if (!(error instanceof ImportError)) throw error;
  throw new ImportError(
    `${error.message} The list was registered before that; removals may be missing.`,
  );
}

const NOT_PRUNED: Pruned = { pruned: [], elsewhere: 0 };

async function lookForAll(
  groups: MappedList['groups'],
  { directory, progress }: ImportContext,
): Promise<Map<string, Look>> {
  const names = groups.flatMap(({ name, chosen, deleted }) =>
    chosen === undefined && deleted.length === 0 ? [] : [name],
  );
  let done = 0;
  progress.compared(done, names.length);
  const looks = await atOnce(REQUESTS_AT_ONCE, names, async (name) => {
    const look = await lookFor(name, (id) => directory.find(id));
    done += 1;
    progress.compared(done, names.length);
    return [name, look] as const;
  });
  return new Map(looks);
}

async function pruneMissing(
  { entries, isWhole }: SourceList,
  { maxPrune }: ImportWishes,
  context: ImportContext,
): Promise<Pruned> {
  const names = new Set<string>();
  let nameless: string | undefined;
  for (const [index, raw] of entries.entries()) {
    const name = nameIn(raw);
    if (name === undefined) nameless ??= `entry ${index + 1} of the list has no name`;
    else names.add(name);
  }
  const doubt = !isWhole
    ? 'the file is one page of a longer list'
    : entries.length === 0
      ? 'the list has no entries'
      : nameless;
  return prune({ names, doubt, most: maxPrune }, context);
}
