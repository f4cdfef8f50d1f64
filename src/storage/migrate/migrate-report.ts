/** What a migration did. */
export interface MigrateReport {
  readonly from: string;
  readonly to: string;
  /** That are registered. */
  readonly servers: number;
  readonly tombstones: number;
  /** Of both. */
  readonly entries: number;
  /** Servers and tombstones that an earlier run had moved. */
  readonly alreadyThere: number;
  readonly seconds: number;
  /** SHA-256 over everything, equal on both sides. */
  readonly digest: string;
}

/** The report as it is printed. */
export function reportText(report: MigrateReport): string {
  const { from, to, servers, tombstones, entries, alreadyThere, seconds, digest } = report;
  const width = String(Math.max(servers, tombstones, entries, alreadyThere)).length;
  const counts = { servers, tombstones, 'history entries': entries };
  const lines = Object.entries({
    ...counts,
    ...(alreadyThere > 0 && { 'already there': alreadyThere }),
  });
  return [
    `Moved in ${seconds.toFixed(1)} s`,
    `  from  ${from}`,
    `  to    ${to}`,
    ...lines.map(([word, count]) => `  ${word.padEnd(15)}  ${String(count).padStart(width)}`),
    `verified: ${digest}`,
    '',
  ].join('\n');
}
