import type { Bound } from './fault-table.js';

/** For a change, a mark or a lost connection to be known everywhere, on a busy machine. */
export const SLACK_MS = 5_000;

/** A fault that was brought about. Times are ms as of `performance.now()`. */
export interface Incident {
  readonly name: string;
  /** The replica that it was about; `undefined` = all of them. */
  readonly replica: string | undefined;
  readonly bound: Bound;
  readonly startedAt: number;
  /** `Infinity` = not yet. */
  healedAt: number;
  /** By how much the replica's clock was set off. */
  readonly clockMs: number;
}

/** The faults of a run, and what the guarantees say in view of them. */
export class Timeline {
  readonly incidents: Incident[] = [];

  begin(incident: Omit<Incident, 'startedAt' | 'healedAt'>): Incident {
    const begun = { ...incident, startedAt: performance.now(), healedAt: Infinity };
    this.incidents.push(begun);
    return begun;
  }

  /** For how long there has been no fault. */
  calmMs(now: number): number {
    return now - Math.max(-Infinity, ...this.incidents.map(({ healedAt }) => healedAt));
  }

  /** What was acknowledged until then must be known to a replica that is asked at this time. */
  knownUntil(replica: string, askedAt: number): number {
    const behind = this.incidents.filter(
      (incident) => incident.bound.isBehind && (incident.replica ?? replica) === replica,
    );
    return earliest(behind, askedAt) - SLACK_MS;
  }

  /** Until when a request of unknown outcome may be heard that was sent then: it may wait until a fault has healed. */
  heardUntil(sentAt: number): number {
    let until = sentAt + SLACK_MS;
    for (const { startedAt, healedAt } of this.incidents)
      if (startedAt <= until && healedAt + SLACK_MS >= until) until = healedAt + SLACK_MS;
    return until;
  }

  /** Until when a server may be live that was last heard of at this time. */
  liveUntil(heardAt: number, termMs: number): number {
    let until = heardAt + termMs;
    for (const { startedAt, healedAt, bound } of this.incidents) {
      if (healedAt < heardAt || startedAt > until + SLACK_MS) continue;
      const lasted = healedAt - Math.max(startedAt, heardAt);
      until += Math.min(lasted, bound.standsStillMs) + bound.afterMs;
      if (bound.isTableLost) until = Math.max(until, healedAt + termMs);
    }
    return until;
  }

  /** The least and the most by which the replica's clock was off in this time. */
  clockOf(replica: string, from: number, to: number): readonly [number, number] {
    const steps = this.incidents
      .filter((incident) => incident.replica === replica && incident.clockMs !== 0)
      .filter(({ startedAt, healedAt }) => startedAt <= to && healedAt >= from - SLACK_MS)
      .map(({ clockMs }) => clockMs);
    return [Math.min(0, ...steps), Math.max(0, ...steps)];
  }
}

/** Goes back over all of these that follow upon each other. */
function earliest(incidents: readonly Incident[], time: number): number {
  let before = time;
  for (const { startedAt, healedAt } of incidents.toReversed())
    if (startedAt <= before && healedAt + SLACK_MS >= before) before = startedAt;
  return before;
}
