/** What a client is told about a server. */
export const STATUSES = [
  'healthy',
  'degraded',
  'draining',
  'stale',
  'offline',
  'disabled',
  'unknown',
] as const;
export type Status = (typeof STATUSES)[number];

/** What a member may say about itself in a heartbeat. */
export const REPORTED_STATUSES = ['healthy', 'degraded', 'draining'] as const;
export type ReportedStatus = (typeof REPORTED_STATUSES)[number];

/** What the directory knows from heartbeats: `stale` after 3 missed intervals, `offline` after 9. */
export type Liveness = 'live' | 'stale' | 'offline';

/** Statuses that listings leave out unless they are asked for. */
export const HIDDEN_STATUSES: ReadonlySet<Status> = new Set(['offline', 'disabled']);

/** Why a status is what it is: stable words for machines. */
export type StatusReason =
  | 'registered'
  | 'updated'
  | 'lease_expired'
  | 'heartbeat_resumed'
  | 'member_reported'
  | 'unregistered'
  | 'retention_elapsed';

interface StatusFacts {
  readonly disabled: boolean;
  readonly liveness: Liveness;
  readonly reported: ReportedStatus | null;
  readonly intervalSeconds: number;
}

/**
 * The status that applies: an operator's word before missed heartbeats, these before what the
 * member said of itself; a leased server that said nothing is healthy, a static one unknown.
 */
export function effectiveStatus(facts: StatusFacts): Status {
  if (facts.disabled) return 'disabled';
  if (facts.liveness !== 'live') return facts.liveness;
  if (facts.reported !== null) return facts.reported;
  return facts.intervalSeconds > 0 ? 'healthy' : 'unknown';
}
