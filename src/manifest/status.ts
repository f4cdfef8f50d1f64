import type { ProbeFinding, ProbeState } from './probe-finding.js';

/** The status of a server as clients see it. */
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
export const LIVENESSES = ['live', 'stale', 'offline'] as const;
export type Liveness = (typeof LIVENESSES)[number];

/** Statuses that listings leave out unless they are asked for. */
export const HIDDEN_STATUSES: ReadonlySet<Status> = new Set(['offline', 'disabled']);

/** Why a status is what it is, or why a record was changed: stable words for machines. */
export const STATUS_REASONS = [
  'registered',
  'updated',
  'lease_expired',
  'heartbeat_resumed',
  'flapping',
  'steady_again',
  'member_reported',
  'probe_succeeded',
  'probe_failed',
  'probe_refused',
  'operator_disabled',
  'operator_enabled',
  'operator_released_key',
  'domain_verified',
  'domain_unverified',
  'unregistered',
  'retention_elapsed',
] as const;
export type StatusReason = (typeof STATUS_REASONS)[number];

/** What of a record decides its status. */
export interface StatusFacts {
  readonly disabled: boolean;
  readonly liveness: Liveness;
  readonly flapping: boolean;
  readonly reported: ReportedStatus | null;
  readonly probe: ProbeFinding | null;
  /** 0 = static. */
  readonly intervalSeconds: number;
}

/** Whose word a status is. */
type StatusSource = 'operator' | 'lease' | 'flapping' | 'member' | 'probe' | 'default';

/** A status with whose word it is: the same status of another source is another statement, with its own reason. */
export interface SourcedStatus {
  readonly status: Status;
  readonly source: StatusSource;
}

/** The statuses of static servers by what their probes find; `null` = the probe could not tell. */
const PROBED_STATUS: Readonly<Record<ProbeState, 'healthy' | 'degraded' | 'offline' | null>> = {
  alive: 'healthy',
  gated: 'healthy',
  wrong_transport: 'degraded',
  not_mcp: 'degraded',
  unreachable: 'offline',
  timeout: 'offline',
  refused: null,
};

/**
 * The status that applies: an operator's word before missed heartbeats, these before flapping, and this before what
 * the member said of itself. A leased server that said nothing is healthy. A static one is what its probe finds: a
 * member's own word counts for it unless nobody answers there; unprobed and silent it is unknown.
 */
export function statusOf(facts: StatusFacts): SourcedStatus {
  const { disabled, liveness, flapping, reported, probe, intervalSeconds } = facts;
  if (disabled) return { status: 'disabled', source: 'operator' };
  if (liveness !== 'live') return { status: liveness, source: 'lease' };
  if (flapping) return { status: 'degraded', source: 'flapping' };
  const probed = intervalSeconds === 0 && probe !== null ? PROBED_STATUS[probe.state] : null;
  if (probed === 'offline') return { status: probed, source: 'probe' };
  if (reported !== null) return { status: reported, source: 'member' };
  if (probed !== null) return { status: probed, source: 'probe' };
  return { status: intervalSeconds > 0 ? 'healthy' : 'unknown', source: 'default' };
}

/** The status that applies, see {@link statusOf}. */
export function effectiveStatus(facts: StatusFacts): Status {
  return statusOf(facts).status;
}
