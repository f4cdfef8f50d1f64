import type { Refusal } from '../entry/refusal.js';
import type { Pruned } from '../plan/prune.js';
import type { Leaving } from '../plan/remove-servers.js';

/** What an import did, or in a dry run would do. */
export interface ImportReport extends Pruned {
  /** Entries of the list. */
  readonly total: number;
  readonly registered: number;
  readonly updated: number;
  readonly unchanged: number;
  /** Entries that the list marks as deleted. */
  readonly deleted: number;
  /** Servers of which the list has only deleted versions: removed, or kept with the reason. */
  readonly leaving: readonly Leaving[];
  /** In the order of the list. */
  readonly refused: readonly Refusal[];
  /** Registered entries of which the source says more than fits. */
  readonly cut: number;
  readonly dryRun: boolean;
  readonly seconds: number;
}

/** Whether the import did what was asked for: not if all entries were refused, or pruning was. */
export function isSuccess({ refused, held, ...report }: ImportReport): boolean {
  const done = importedIn(report) + gone(report.leaving).length + gone(report.pruned).length;
  return held === undefined && (done > 0 || refused.length === 0);
}

/** The report as it is printed. */
export function reportText(report: ImportReport): string {
  const { total, dryRun, deleted, leaving, pruned, refused, cut, held, elsewhere } = report;
  const removedNow = gone(leaving);
  const prunedNow = gone(pruned);
  const kept = [...leaving, ...pruned].filter(({ keptBecause }) => keptBecause !== undefined);
  const would = dryRun ? 'would be ' : '';
  return [
    headline(report),
    ...(total > 0 ? countLines(report) : []),
    ...(cut > 0 ? [`Source data that did not fit was left out of ${entries(cut)}.`] : []),
    ...(deleted > 0 ? [`The list marks ${entries(deleted)} as deleted.`] : []),
    ...(held === undefined ? [] : [`Nothing was pruned: ${held}.`]),
    ...(elsewhere > 0 ? [leftAlone(elsewhere)] : []),
    ...section(`Marked as deleted in the list, and ${would}removed:`, removedNow.map(labelOf)),
    ...section(`Missing from the list, and ${would}pruned:`, prunedNow.map(labelOf)),
    ...section(
      'Not wanted by the list, and kept:',
      kept.map(({ label, keptBecause = '' }) => `${label}: ${keptBecause}`),
    ),
    ...section(
      'Refused:',
      refused.map(({ label, reason }) => `${label}: ${reason}`),
    ),
    '',
  ].join('\n');
}

function headline(report: ImportReport): string {
  const { total, dryRun, seconds } = report;
  if (total === 0) return 'The list has no entries: nothing was registered.';
  const verb = dryRun ? 'Dry run, nothing was changed. It would import' : 'Imported';
  return `${verb} ${importedIn(report)} of ${entries(total)} in ${seconds.toFixed(1)} s:`;
}

function countLines(report: ImportReport): string[] {
  const { total, registered, updated, unchanged, leaving, pruned, refused } = report;
  const removed = gone(leaving).length;
  const prunedNow = gone(pruned).length;
  const counts = {
    registered,
    updated,
    unchanged,
    ...(removed > 0 && { removed }),
    ...(prunedNow > 0 && { pruned: prunedNow }),
    refused: refused.length,
  };
  const width = String(Math.max(total, removed, prunedNow)).length;
  return Object.entries(counts).map(
    ([word, count]) => `  ${word.padEnd(10)}  ${String(count).padStart(width)}`,
  );
}

function importedIn({
  registered,
  updated,
  unchanged,
}: Pick<ImportReport, 'registered' | 'updated' | 'unchanged'>): number {
  return registered + updated + unchanged;
}

function gone(leaving: readonly Leaving[]): Leaving[] {
  return leaving.filter(({ keptBecause }) => keptBecause === undefined);
}

function labelOf({ label }: Leaving): string {
  return label;
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];
}

function leftAlone(servers: number): string {
  const subject = servers === 1 ? '1 imported server' : `${servers} imported servers`;
  return `${subject} of other sources, or of no known one, could not be pruned (--source names a source).`;
}

function entries(count: number): string {
  return count === 1 ? '1 entry' : `${count} entries`;
}
