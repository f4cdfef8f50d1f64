import type { Findings } from './audit.js';
import type { Load } from './load.js';

/** Prints what a test saw: one line a fact. */
export function report(title: string, facts: Readonly<Record<string, string | number>>): void {
  const width = Math.max(...Object.keys(facts).map((name) => name.length));
  const lines = Object.entries(facts).map(
    ([name, value]) => `  ${name.padEnd(width)}  ${value.toString()}`,
  );
  process.stdout.write(`${[title, ...lines].join('\n')}\n`);
}

/** The facts of a load and of the audit after it. */
export function factsOf({ tally }: Load, findings: Findings): Record<string, string> {
  const { servers, acknowledged, unknown, historyLines, settledMs, faults } = findings;
  return {
    writes: tally.line('writes'),
    heartbeats: tally.line('heartbeats'),
    reads: tally.line('reads'),
    probes: `${tally.line('probes')}, 99 % within ${tally.quantileMs('probes', 0.99)} ms`,
    audit: `${servers} servers, ${acknowledged} acknowledged changes, ${unknown} of unknown outcome, ${historyLines} lines of history`,
    'same catalog': settledMs === undefined ? 'never' : `after ${settledMs} ms`,
    faults: `${tally.violations.length} in answers, ${faults.length} in the audit`,
  };
}
