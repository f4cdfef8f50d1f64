/** The tables of {@link import('./mcp-bench.mjs')} in Markdown. */
import { below, table, verdict, whole } from './table.mjs';

/** A batch is sent 100 ms after the one before it. */
const TOLD_WITHIN_MS = 200;

/** @param {Awaited<ReturnType<import('./mcp-bench.mjs').benchMcp>>} results */
export function mcpTables({ reads, list, listening }) {
  const reading = table(
    ['Read', 'MCP req/s', 'HTTP req/s', 'Ratio', 'Aim', 'p50 ms', 'p99 ms', 'Errors'],
    reads.map((row) => [
      row.name,
      whole(row.mcp),
      whole(row.http),
      row.ratio.toFixed(2),
      row.aim === undefined ? '' : `≥ ${row.aim}: ${verdict(row.ratio >= row.aim)}`,
      row.p50.toFixed(1),
      row.p99.toFixed(1),
      whole(row.errors),
    ]),
  );
  const listing = table(
    ['List', 'Resources', 'Pages', 'All of it ms', 'ms a page'],
    [
      [
        'resources/list, page after page',
        whole(list.listed),
        whole(list.pages),
        whole(list.milliseconds),
        (list.milliseconds / list.pages).toFixed(1),
      ],
    ],
  );
  const telling = table(
    [
      'Listeners',
      'Registrations/s',
      'Told after p50 ms',
      'p99 ms',
      'Longest ms',
      'Aim',
      'KB a listener',
      'Errors',
      'Directory CPU',
    ],
    [
      [
        whole(listening.listeners),
        whole(listening.perSecond),
        whole(listening.p50),
        whole(listening.p99),
        whole(listening.longest),
        below(TOLD_WITHIN_MS, listening.longest, 'ms'),
        whole(listening.bytes / 1_000),
        whole(listening.errors),
        Number.isNaN(listening.cores) ? '–' : `${whole(listening.cores * 100)} %`,
      ],
    ],
  );
  return [reading, listing, telling].join('\n\n');
}
