import type { PreparedManifest } from './prepared-manifest.js';
import type { ChangeKind, RecordDraft, ServerRecord } from './server-record.js';
import {
  effectiveStatus,
  type Liveness,
  type ReportedStatus,
  type StatusReason,
} from './status.js';

/** Who changes a record, when, and under which change id. */
export interface ChangeContext {
  readonly changeId: string;
  readonly actor: string;
  readonly at: number;
  /** Counted time, see {@link ServerRecord.livenessCountedAt}. */
  readonly countedAt: number;
}

/**
 * A registration: the draft to store, or `undefined` when nothing changes. The manifest of a live
 * server again counts as a heartbeat; a removed server comes back, but an operator's block stays.
 */
export function register(
  current: ServerRecord | undefined,
  tenant: string,
  prepared: PreparedManifest,
  context: ChangeContext,
): RecordDraft | undefined {
  const { manifest, canonical, digest } = prepared;
  const known = current !== undefined && !current.removed;
  if (known && current.digest === digest) return heartbeat(current, undefined, context);
  const { at } = context;
  const resumed = known && current.liveness !== 'live';
  const facts: RecordFacts = {
    tenant,
    id: manifest.id,
    manifest: canonical,
    digest,
    version: manifest.version,
    cacheTtlSeconds: manifest.cache_ttl_seconds,
    intervalSeconds: manifest.heartbeat_interval_seconds,
    liveness: 'live',
    livenessSince: known && !resumed ? current.livenessSince : at,
    livenessCountedAt: known && !resumed ? current.livenessCountedAt : context.countedAt,
    reported: known ? current.reported : null,
    disabled: current?.disabled ?? false,
    removed: false,
    registeredAt: known ? current.registeredAt : at,
  };
  if (!known) return draft(undefined, facts, context, 'registered', 'registered');
  return draft(current, facts, context, 'updated', resumed ? 'heartbeat_resumed' : 'updated');
}

/** A heartbeat: the draft to store, or `undefined` when it changes no status. */
export function heartbeat(
  current: ServerRecord,
  said: ReportedStatus | undefined,
  context: ChangeContext,
): RecordDraft | undefined {
  const resumed = current.liveness !== 'live';
  const reports = said !== undefined && said !== current.reported;
  if (!resumed && !reports) return undefined;
  const facts: RecordFacts = {
    ...current,
    liveness: 'live',
    livenessSince: resumed ? context.at : current.livenessSince,
    livenessCountedAt: resumed ? context.countedAt : current.livenessCountedAt,
    reported: said ?? current.reported,
  };
  return draft(
    current,
    facts,
    context,
    'status',
    resumed ? 'heartbeat_resumed' : 'member_reported',
  );
}

/** Missed heartbeats: `stale`, then `offline`. */
export function markMissed(
  current: ServerRecord,
  liveness: Exclude<Liveness, 'live'>,
  context: ChangeContext,
): RecordDraft {
  const { at: livenessSince, countedAt: livenessCountedAt } = context;
  const facts: RecordFacts = { ...current, liveness, livenessSince, livenessCountedAt };
  return draft(current, facts, context, 'status', 'lease_expired');
}

/** Leaves a tombstone: the manifest goes, an operator's block stays. */
export function remove(
  current: ServerRecord,
  why: 'unregistered' | 'retention_elapsed',
  context: ChangeContext,
): RecordDraft {
  const facts: RecordFacts = { ...current, manifest: '', removed: true };
  return draft(current, facts, context, 'removed', why);
}

type RecordFacts = Omit<RecordDraft, 'statusSince' | 'statusReason' | 'updatedAt' | 'change'>;

function draft(
  previous: ServerRecord | undefined,
  facts: RecordFacts,
  context: ChangeContext,
  what: ChangeKind,
  why: StatusReason,
): RecordDraft {
  const { changeId, actor, at } = context;
  const status = effectiveStatus(facts);
  const sameStatus =
    previous !== undefined && !facts.removed && effectiveStatus(previous) === status;
  return {
    ...facts,
    statusSince: sameStatus ? previous.statusSince : at,
    statusReason: sameStatus ? previous.statusReason : why,
    updatedAt: at,
    change: {
      id: changeId,
      actor,
      at,
      what,
      why,
      status: facts.removed ? null : status,
      digest: facts.digest,
    },
  };
}
