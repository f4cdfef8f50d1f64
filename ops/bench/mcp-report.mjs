/** The tables of {@link import('./mcp-bench.mjs')} in Markdown. */
import { table, verdict, whole } from './table.mjs';

/** @param {Awaited<ReturnType<import('./mcp-bench.mjs').benchMcp>>} results */
export function mcpTables({ reads, list }) {
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
  return `${reading}\n\n${listing}`;
}
