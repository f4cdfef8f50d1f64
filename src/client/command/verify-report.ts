import { printable } from '../../common/printable.js';

/** A line of the table. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** An entry that was refused. */
export interface RefusedEntry {
  readonly id: string;
  readonly reason: string;
  readonly detail: string;
}

/** What a verification found. */
export interface VerifyReport {
  readonly url: string;
  readonly checks: readonly Check[];
  readonly refused: readonly RefusedEntry[];
  readonly seconds: number;
}

const MOST_REFUSED = 100;

/** Whether all holds. */
export function allHolds({ checks }: VerifyReport): boolean {
  return checks.every(({ ok }) => ok);
}

/** The report as it is printed. */
export function reportText(report: VerifyReport): string {
  const { url, checks, refused, seconds } = report;
  const width = Math.max(...checks.map(({ name }) => name.length));
  const verdict = allHolds(report) ? 'All holds' : 'NOT ALL HOLDS';
  return [
    `${verdict}: ${url}, checked in ${seconds.toFixed(1)} s`,
    '',
    ...checks.map(
      ({ name, ok, detail }) =>
        `  ${name.padEnd(width)}  ${ok ? 'ok     ' : 'REFUSED'}  ${printable(detail)}`,
    ),
    ...(refused.length > 0 ? ['', 'Refused entries:'] : []),
    ...refused
      .slice(0, MOST_REFUSED)
      .map(({ id, reason, detail }) => `  ${printable(id)}: ${reason}, ${printable(detail)}`),
    ...(refused.length > MOST_REFUSED ? [`  and ${refused.length - MOST_REFUSED} more`] : []),
    '',
  ].join('\n');
}
