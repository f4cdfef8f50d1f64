import type { ProbeState } from '../../manifest/probe-finding.js';
import type { ServerRecord } from '../../manifest/server-record.js';

/** However long nobody has answered, it is tried again after this long, or after the interval if that is longer. */
const LONGEST_BACK_OFF_MS = 300_000;

/** A tenth more or less, so that those who began together do not stay together. */
const JITTER = 0.1;

/** Another replica may have the turn only this part of a delay after it was taken: less than any jitter leaves. */
const HOLD = 0.8;

/** Nobody answered: the more reason to ask less often. */
const SILENT: ReadonlySet<ProbeState> = new Set(['unreachable', 'timeout', 'refused']);

/** Whether nobody answered, or might be asked. */
export function isSilent(state: ProbeState): boolean {
  return SILENT.has(state);
}

type Probed = Pick<ServerRecord, 'probe' | 'probeIntervalSeconds'>;

/**
 * Milliseconds from one probe of a server to the next: its interval, and while nobody answers as long as that has
 * lasted, so that each pause doubles the time up to the longest. The record tells it, the same to every replica.
 */
export function probeDelayMs({ probe, probeIntervalSeconds }: Probed, now: number): number {
  const interval = probeIntervalSeconds * 1_000;
  if (probe === null || !isSilent(probe.state)) return interval;
  const longest = Math.max(interval, LONGEST_BACK_OFF_MS);
  return Math.min(Math.max(now - probe.since, interval), longest);
}

/** The delay with its jitter; `chance` is from 0 to 1. */
export function jittered(delayMs: number, chance: number): number {
  return delayMs * (1 - JITTER + 2 * JITTER * chance);
}

/** How long the turn of a probe lasts that is followed by another after this delay. */
export function holdMs(delayMs: number): number {
  return Math.round(delayMs * HOLD);
}
