/** The table of what the checks cost. */
import { table, verdict, whole } from '../table.mjs';

/** @param {Awaited<ReturnType<import('./checks-bench.mjs').benchChecks>>} results */
export function checksTable(results) {
  return table(
    [
      'Row',
      'With checks CPU µs',
      'Without CPU µs',
      'Checks',
      'Of the starts',
      'Limit',
      'Checks twice',
      'Of the starts',
      'Errors',
    ],
    results.map(({ name, limit, checked, unchecked, more, noise, errors }) => [
      name,
      checked.toFixed(1),
      unchecked.toFixed(1),
      percent(more.middle),
      range(more),
      limit === undefined ? '' : `≤ ${limit} %: ${verdict(more.middle * 100 <= limit)}`,
      percent(noise.middle),
      range(noise),
      whole(errors),
    ]),
  );
}

function range({ from, to }) {
  return `${percent(from)} to ${percent(to)}`;
}

function percent(share) {
  return `${(share * 100).toFixed(1)} %`;
}
