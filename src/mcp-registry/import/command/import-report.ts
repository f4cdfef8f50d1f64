import type { Refusal } from '../entry/refusal.js';

/** What an import did. */
export interface ImportReport {
  /** Entries of the list. */
  readonly total: number;
  readonly registered: number;
  readonly updated: number;
  readonly unchanged: number;
  /** In the order of the list. */
  readonly refused: readonly Refusal[];
  /** Registered entries of which the source says more than fits. */
  readonly cut: number;
  readonly seconds: number;
}

/** The report as it is printed. */
export function reportText(report: ImportReport): string {
  const { total, registered, updated, unchanged, refused, cut, seconds } = report;
  if (total === 0) return 'The list has no entries: nothing was registered.\n';
  const width = String(total).length;
  const counts = { registered, updated, unchanged, refused: refused.length };
  return [
    `Imported ${total - refused.length} of ${entries(total)} in ${seconds.toFixed(1)} s:`,
    ...Object.entries(counts).map(
      ([word, count]) => `  ${word.padEnd(10)}  ${String(count).padStart(width)}`,
    ),
    ...(cut > 0 ? [`Source data that did not fit was left out of ${entries(cut)}.`] : []),
    ...(refused.length > 0 ? ['', 'Refused:'] : []),
    ...refused.map(({ label, reason }) => `  ${label}: ${reason}`),
    '',
  ].join('\n');
}

function entries(count: number): string {
  return count === 1 ? '1 entry' : `${count} entries`;
}
