import type { Findings } from '../../support/audit.js';
import { TERM_MS } from '../../support/beating-member.js';
import type { ServerJournal } from '../../support/server-journal.js';
import type { Tally } from '../../support/tally.js';
import { changeFaults, livenessFaults, statementFaults } from './checks.js';
import type { Recording } from '../recording.js';
import type { Timeline } from '../timeline.js';

const MOST_SHOWN = 20;

/** All that is known of a run when it has ended. */
export interface Evidence {
  readonly recording: Recording;
  readonly journals: readonly ServerJournal[];
  readonly timeline: Timeline;
  readonly tally: Tally;
  readonly findings: Findings;
  /** Statements whose signature does not hold. */
  readonly unverified: readonly string[];
}

/** What is wrong, and how much was seen. */
export interface Verdict {
  readonly faults: readonly string[];
  readonly facts: Readonly<Record<string, string | number>>;
  readonly acknowledged: number;
  /** How many members were shown as stale, once or more. */
  readonly marked: number;
}

/** Holds what was recorded against what is guaranteed. */
export function judge(evidence: Evidence): Verdict {
  const { recording, journals, timeline, tally, findings, unverified } = evidence;
  const { beats, reads } = recording;
  const found = {
    'wrong answers': tally.violations,
    'changes missing or undone': changeFaults(reads, journals, timeline),
    'wrong liveness': livenessFaults(recording, TERM_MS, timeline),
    'wrong statements': [...statementFaults(reads, journals, timeline), ...unverified],
    'wrong at the end': findings.faults,
  };
  const counts = Object.entries(found).map(([name, faults]) => [name, faults.length] as const);
  const heard = beats.filter(({ told }) => told !== undefined).length;
  const marked = markedIn(recording);
  const settled = findings.settledMs === undefined ? 'never' : `after ${findings.settledMs} ms`;
  return {
    faults: Object.entries(found).flatMap(([name, faults]) =>
      faults.slice(0, MOST_SHOWN).map((text) => `${name}: ${text}`),
    ),
    facts: {
      faults: timeline.incidents.length,
      writes: tally.line('writes'),
      heartbeats: `${heard} of ${beats.length} acknowledged`,
      reads: tally.line('reads'),
      marked: `${marked} members, once or more`,
      audit: `${findings.servers} servers, ${findings.acknowledged} acknowledged changes, ${findings.unknown} of unknown outcome`,
      'same catalog': settled,
      ...Object.fromEntries<number>(counts),
    },
    acknowledged: findings.acknowledged,
    marked,
  };
}

function markedIn({ reads }: Recording): number {
  const marked = new Set<string>();
  for (const { shown } of reads)
    for (const { id, status } of shown.values()) if (status === 'stale') marked.add(id);
  return marked.size;
}
