/** The tables in Markdown. */
import { readFile, writeFile } from 'node:fs/promises';
import { URL, fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { machine } from './process-facts.mjs';
import { below, table, verdict, whole } from './table.mjs';

const README = fileURLToPath(new URL('./README.md', import.meta.url));

/** A server that used less of a processor than this had time to spare. */
const BUSY_SHARE = 0.9;

const TOLD_WITHIN_MS = 150;
const LOOP_DELAY_MS = 20;

/** A lease of 15 s is marked within these. */
const MARKED_S = [15, 15.5];

const VISIBLE_WITHIN_MS = 50;
const READY_WITHIN_S = 8;
const LARGE = 100_000;

/** @param {Awaited<ReturnType<import('./rows-bench.mjs').benchRows>>} results */
export function rowsTable(results) {
  return table(
    [
      'Row',
      'Directory req/s',
      'Bare req/s',
      'Ratio',
      'CPU ratio',
      'Aim',
      'p50 ms',
      'p99 ms',
      'Errors',
      'Directory CPU µs',
      'Bare CPU µs',
    ],
    results.map((row) => [
      row.name,
      whole(row.directory),
      whole(row.bare),
      row.ratio.toFixed(2),
      row.cpuRatio.toFixed(2),
      row.aim === undefined ? '' : `≥ ${row.aim}: ${verdict(fairRatio(row) >= row.aim)}`,
      row.p50.toFixed(1),
      row.p99.toFixed(1),
      whole(row.errors),
      whole(row.directoryCpu),
      whole(row.bareCpu),
    ]),
  );
}

/** @param {Awaited<ReturnType<import('./load-bench.mjs').benchLoad>>} results */
export function loadTable(results) {
  return table(
    ['Servers', 'Registrations/s', 'Ready after s', 'Aim', 'Memory MB', 'Aim'],
    results.map(({ servers, registrationsPerSecond, seconds, megabytes, ...aims }) => [
      whole(servers),
      whole(registrationsPerSecond),
      seconds.toFixed(2),
      below(aims.aimSeconds, seconds, 's'),
      whole(megabytes),
      below(aims.aimMegabytes, megabytes, 'MB'),
    ]),
  );
}

/** @param {Awaited<ReturnType<import('./liveness-bench.mjs').benchLiveness>>} results */
export function livenessTables({ loads, marks }) {
  const held = table(
    [
      'Heartbeats',
      'Leases',
      'Heartbeats/s',
      'Loop delay p50 ms',
      'p99 ms',
      'Aim',
      'Longest ms',
      'Answer p50 ms',
      'p99 ms',
      'Sent late p99 ms',
      'Errors',
      'Directory CPU',
    ],
    loads.map(({ name, servers, perSecond, delay, p50, p99, lateP99, errors, cores }) => [
      name,
      whole(servers),
      whole(perSecond),
      delay.p50.toFixed(1),
      delay.p99.toFixed(1),
      servers < LARGE ? '' : below(LOOP_DELAY_MS, delay.p99, 'ms'),
      delay.max.toFixed(1),
      p50.toFixed(1),
      p99.toFixed(1),
      lateP99.toFixed(1),
      whole(errors),
      Number.isNaN(cores) ? '–' : `${whole(cores * 100)} %`,
    ]),
  );
  const [from, to] = MARKED_S;
  const marked = table(
    ['Servers', 'Heartbeats/s', 'Earliest mark after s', 'Latest mark after s', 'Aim'],
    marks.map(({ servers, perSecond, earliest, latest }) => [
      whole(servers),
      whole(perSecond),
      earliest.toFixed(3),
      latest.toFixed(3),
      `${from.toFixed(1)} to ${to.toFixed(1)} s: ${verdict(earliest >= from && latest <= to)}`,
    ]),
  );
  return `${held}\n\n${marked}`;
}

/** @param {Awaited<ReturnType<import('./events-bench.mjs').benchEvents>>} results */
export function eventsTable(results) {
  return table(
    ['Changes', 'Readers', 'p50 ms', 'Last reader ms', 'Longest ms', 'Aim'],
    results.map(({ name, readers, p50, last, longest }) => [
      name,
      whole(readers),
      whole(p50),
      whole(last),
      whole(longest),
      below(TOLD_WITHIN_MS, longest, 'ms'),
    ]),
  );
}

/** @param {Awaited<ReturnType<import('./replicas-bench.mjs').benchReplicas>>} results */
export function replicasTables({ registrations, visibility, start }) {
  const registering = table(
    ['Registrations', 'In MongoDB /s', 'Embedded /s', 'Ratio', 'Aim', 'p50 ms', 'p99 ms', 'Errors'],
    registrations.map((row) => [
      `${row.connections} at once`,
      whole(row.perSecond),
      whole(row.embedded),
      (row.perSecond / row.embedded).toFixed(2),
      row.aim === undefined ? '' : `≥ ${whole(row.aim)}: ${verdict(row.perSecond >= row.aim)}`,
      row.p50.toFixed(1),
      row.p99.toFixed(1),
      whole(row.errors),
    ]),
  );
  const rest = table(
    ['What', 'Figure', 'Aim'],
    [
      ['another replica shows a write after, p50', `${visibility.p50.toFixed(1)} ms`, ''],
      [
        'the same, p99',
        `${visibility.p99.toFixed(1)} ms`,
        below(VISIBLE_WITHIN_MS, visibility.p99, 'ms'),
      ],
      ['the same, longest', `${visibility.max.toFixed(1)} ms`, ''],
      [
        `ready with ${whole(start.servers)} servers after`,
        `${start.seconds.toFixed(2)} s`,
        start.servers < LARGE ? '' : below(READY_WITHIN_S, start.seconds, 's'),
      ],
      ['memory then', `${whole(start.megabytes)} MB`, ''],
    ],
  );
  return `${registering}\n\n${rest}`;
}

/**
 * Puts tables into the README, each between its own marker comments.
 * @param {Record<string, string>} tables by the marker's name
 */
export async function writeReadme(tables) {
  let text = await readFile(README, 'utf8');
  for (const [name, markdown] of Object.entries(tables)) {
    const [begin, end] = [`<!-- begin: ${name} -->`, `<!-- end: ${name} -->`];
    const [from, to] = [text.indexOf(begin) + begin.length, text.indexOf(end)];
    if (from < begin.length || to < from) throw new Error(`The README has no place for "${name}"`);
    text = `${text.slice(0, from)}\n\n${markdown}\n\nMeasured on: ${machine()}\n\n${text.slice(to)}`;
  }
  await writeFile(
    README,
    await format(text, { ...(await resolveConfig(README)), filepath: README }),
  );
}

/**
 * A bare server that was not busy all the time could have answered more than the load generator asked for: then the
 * ratio of the requests flatters, and that of the processor time counts.
 */
function fairRatio({ ratio, cpuRatio, bare, bareCpu }) {
  const busyShare = (bare * bareCpu) / 1e6;
  return busyShare < BUSY_SHARE ? Math.min(ratio, cpuRatio) : ratio;
}
