import type { ProbeFinding, ProbeState } from '../../manifest/probe-finding.js';

/** What one probe found: state and detail are for everybody. */
export interface ProbeOutcome extends Pick<ProbeFinding, 'state' | 'detail'> {
  /** What exactly happened, for the operators' log only: it tells closed ports from filtered ones. */
  readonly cause?: string;
  /** Nothing was dialled: what the last tries met counts. */
  readonly isAssumed?: true;
}

const GOOD: ReadonlySet<ProbeState> = new Set(['alive', 'gated']);

/** Whether somebody is there who serves. */
export function isGood(state: ProbeState): boolean {
  return GOOD.has(state);
}

/** Alive, though not for everybody or not now: who, payment, how often. */
const GATED: ReadonlySet<number> = new Set([401, 402, 403, 429]);

/**
 * What an HTTP status alone says of a URL that is meant to be asked in this way. Failures of a server or its gateway
 * count as nobody being there; every other refusal says that this is the wrong way to ask.
 */
export function outcomeOfStatus(status: number): ProbeOutcome {
  const detail = `HTTP ${status}`;
  if (status >= 200 && status < 300) return { state: 'alive', detail };
  if (status >= 300 && status < 400) {
    return { state: 'wrong_transport', detail: `${detail}, a redirect, which is not followed` };
  }
  if (GATED.has(status)) return { state: 'gated', detail };
  return { state: status >= 500 ? 'unreachable' : 'wrong_transport', detail };
}
