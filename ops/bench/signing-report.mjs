/** The tables of what it costs to sign. */
import { below, table, verdict, whole } from './table.mjs';

const MORE_PERCENT = 3;
const SIGNATURES = 10_000;
const AFTER_CHANGE_MS = 50;
const LARGE = 100_000;

/** @param {Awaited<ReturnType<import('./signing-bench.mjs').benchSigning>>} results */
export function signingTables({ reads, signatures, snapshots }) {
  return [readsTable(reads), signaturesTable(signatures), snapshotsTable(snapshots)].join('\n\n');
}

function readsTable(reads) {
  return table(
    [
      'Row',
      'Signed bytes',
      'Unsigned bytes',
      'Signed req/s',
      'Unsigned req/s',
      'Signed CPU µs',
      'Unsigned CPU µs',
      'More',
      'Aim',
      'Unsigned, as many bytes: CPU µs',
      'More than that',
      'Errors',
    ],
    reads.map(({ name, bytes, perSecond, cpu, more, moreThanSameSize, errors }) => [
      name,
      whole(bytes.signed),
      whole(bytes.unsigned),
      whole(perSecond.signed),
      whole(perSecond.unsigned),
      cpu.signed.toFixed(1),
      cpu.unsigned.toFixed(1),
      percent(more),
      below(MORE_PERCENT, more * 100, '%'),
      `${cpu.sameSize.toFixed(1)} (${whole(bytes.sameSize)} bytes)`,
      percent(moreThanSameSize),
      whole(errors),
    ]),
  );
}

function signaturesTable(signatures) {
  return table(
    ['Algorithm', 'Statements/s', 'Per second of processor time', 'Aim'],
    signatures.map(({ algorithm, perSecond, perCpuSecond }) => [
      algorithm,
      whole(perSecond),
      whole(perCpuSecond),
      `≥ ${whole(SIGNATURES)}: ${verdict(perSecond >= SIGNATURES)}`,
    ]),
  );
}

function snapshotsTable({ servers, first, changed, proof, leaves, signing }) {
  const aim = (value) => (servers < LARGE ? '' : below(AFTER_CHANGE_MS, value, 'ms'));
  return table(
    ['What', 'p50 ms', 'p99 ms', 'Aim', 'Else'],
    [
      [`${whole(servers)} servers: the first snapshot after a start`, ms(first), '', '', ''],
      ['a change, then the snapshot', ...times(changed.both), aim(changed.both.p99), ''],
      ['of that the snapshot', ...times(changed.alone), aim(changed.alone.p99), ''],
      ['a proof', ...times(proof), '', ''],
      [
        'the snapshot with its leaves',
        ms(leaves.milliseconds),
        '',
        '',
        `${leaves.megabytes.toFixed(1)} MB`,
      ],
      [
        'event loop delay meanwhile',
        ...times(leaves.delay),
        '',
        `longest ${ms(leaves.delay.max)} ms`,
      ],
      atRest('event loop delay, nothing signed', signing.off),
      atRest(`the same, ${whole(signing.evenRate)} signed a second`, signing.evenly),
      atRest(`the same, ${whole(signing.mostRate)} signed a second`, signing.most),
    ],
  );
}

function atRest(name, { cores, max, ...delay }) {
  const processor = Number.isNaN(cores) ? '' : `, ${(cores * 100).toFixed(1)} % CPU`;
  return [name, ...times(delay), '', `longest ${ms(max)} ms${processor}`];
}

function times({ p50, p99 }) {
  return [ms(p50), ms(p99)];
}

function ms(value) {
  return value.toFixed(1);
}

function percent(share) {
  return `${(share * 100).toFixed(1)} %`;
}
