import type { ChangeContext } from './change-context.js';
import { draft, reasonOfProbe, type RecordFacts } from './change-draft.js';
import { isSteady, returned, STEADY, type Flapping } from './flapping.js';
import type { Manifest } from './manifest.js';
import { LIMITS } from './manifest-limits.js';
import { memberDomain } from './member-domain.js';
import { pinNote, pinOf, samePin } from './member-key.js';
import type { PreparedManifest } from './prepared-manifest.js';
import type { ProbeFinding } from './probe-finding.js';
import type { RecordDraft, ServerRecord } from './server-record.js';
import { statusOf, type Liveness, type ReportedStatus, type StatusReason } from './status.js';

/**
 * A registration: the draft to store, or `undefined` when nothing changes. The manifest of a live
 * server again counts as a heartbeat; a removed server comes back, but an operator's block and a pinned
 * key stay. `client` is noted as the one that registered a server that was not known or was removed.
 */
export function register(
  current: ServerRecord | undefined,
  tenant: string,
  prepared: PreparedManifest,
  context: ChangeContext,
  client = '',
): RecordDraft | undefined {
  const { manifest, canonical, digest } = prepared;
  const known = current !== undefined && !current.removed;
  const memberKey = pinOf(current, manifest);
  const pinned = samePin(memberKey, current?.memberKey ?? null) ? undefined : pinNote(memberKey);
  if (known && current.digest === digest && pinned === undefined) {
    return heartbeat(current, undefined, context);
  }
  const { at } = context;
  const resumed = known && current.liveness !== 'live';
  const probeIntervalSeconds = probeInterval(manifest);
  const facts: RecordFacts = {
    tenant,
    id: manifest.id,
    manifest: canonical,
    digest,
    version: manifest.version,
    cacheTtlSeconds: manifest.cache_ttl_seconds,
    intervalSeconds: manifest.heartbeat_interval_seconds,
    probeIntervalSeconds,
    ...(known ? heardOf(current, context) : { ...STEADY, ...liveFrom(context) }),
    ...(manifest.heartbeat_interval_seconds === 0 && STEADY),
    reported: known ? current.reported : null,
    probe: known && probeIntervalSeconds > 0 ? current.probe : null,
    disabled: current?.disabled ?? false,
    statusNote: current?.statusNote ?? null,
    memberKey,
    verifiedDomain: pinned === undefined && known ? stillVouched(current, manifest) : null,
    registeredFrom: known ? current.registeredFrom : client,
    removed: false,
    registeredAt: known ? current.registeredAt : at,
  };
  if (!known) return draft(undefined, facts, context, 'registered', 'registered', pinned);
  const why = resumed ? reasonOfReturn(facts) : 'updated';
  return draft(current, facts, context, 'updated', why, pinned);
}

/** Whether a heartbeat changes what the record says of the member. */
export function tellsNews(
  { liveness, reported }: Pick<ServerRecord, 'liveness' | 'reported'>,
  said: ReportedStatus | undefined,
): boolean {
  return liveness !== 'live' || (said !== undefined && said !== reported);
}

/** A heartbeat: the draft to store, or `undefined` when it changes no status. */
export function heartbeat(
  current: ServerRecord,
  said: ReportedStatus | undefined,
  context: ChangeContext,
): RecordDraft | undefined {
  const resumed = current.liveness !== 'live';
  const reports = said !== undefined && said !== current.reported;
  const calmed =
    !resumed && current.flapping && isSteady(current, current.intervalSeconds, context.countedAt);
  if (!resumed && !reports && !calmed) return undefined;
  const facts: RecordFacts = {
    ...current,
    ...(calmed ? STEADY : heardOf(current, context)),
    reported: said ?? current.reported,
  };
  const why = resumed ? reasonOfReturn(facts) : reports ? 'member_reported' : 'steady_again';
  return draft(current, facts, context, 'status', why);
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

/** What a probe found: the draft to store, or `undefined` when it found the same as before. */
export function probed(
  current: ServerRecord,
  { state, detail }: Pick<ProbeFinding, 'state' | 'detail'>,
  context: ChangeContext,
): RecordDraft | undefined {
  if (current.probe?.state === state) return undefined;
  const facts: RecordFacts = { ...current, probe: { state, detail, since: context.at } };
  const moves = statusOf(facts).status !== statusOf(current).status;
  return draft(current, facts, context, moves ? 'status' : 'probe', reasonOfProbe(state));
}

/** An operator takes a server, or the id of a removed one, out of the listings: nothing but an operator lifts it. */
export function disable(
  current: ServerRecord,
  note: string,
  context: ChangeContext,
): RecordDraft | undefined {
  if (current.disabled) return undefined;
  const facts: RecordFacts = { ...current, disabled: true, statusNote: note };
  return draft(current, facts, context, 'status', 'operator_disabled', note);
}

/** Ends {@link disable}; the server is again what its heartbeats say. */
export function enable(
  current: ServerRecord,
  note: string,
  context: ChangeContext,
): RecordDraft | undefined {
  if (!current.disabled) return undefined;
  const facts: RecordFacts = { ...current, disabled: false, statusNote: null };
  return draft(current, facts, context, 'status', 'operator_enabled', note);
}

/** An operator lets the id go from a lost key: the next registration may bring another one. */
export function releaseKey(
  current: ServerRecord,
  note: string,
  context: ChangeContext,
): RecordDraft | undefined {
  if (current.memberKey === null) return undefined;
  const facts: RecordFacts = { ...current, memberKey: null, verifiedDomain: null };
  return draft(current, facts, context, 'updated', 'operator_released_key', note);
}

/** Whether the member's domain names its key: the draft to store, or `undefined` when that is known. */
export function domainChecked(
  current: ServerRecord,
  verifiedDomain: string | null,
  context: ChangeContext,
): RecordDraft | undefined {
  if (current.verifiedDomain === verifiedDomain) return undefined;
  const facts: RecordFacts = { ...current, verifiedDomain };
  const why = verifiedDomain === null ? 'domain_unverified' : 'domain_verified';
  return draft(current, facts, context, 'updated', why, verifiedDomain ?? undefined);
}

/** Leaves a tombstone: the manifest goes, an operator's block and the member's key stay. */
export function remove(
  current: ServerRecord,
  why: 'unregistered' | 'retention_elapsed',
  context: ChangeContext,
): RecordDraft {
  const facts: RecordFacts = { ...current, manifest: '', verifiedDomain: null, removed: true };
  return draft(current, facts, context, 'removed', why);
}

type LivenessFacts = Pick<ServerRecord, 'liveness' | 'livenessSince' | 'livenessCountedAt'>;

function liveFrom({ at, countedAt }: ChangeContext): LivenessFacts {
  return { liveness: 'live', livenessSince: at, livenessCountedAt: countedAt };
}

/** A server that was stale or offline is back; of a live one nothing changes. */
function heardOf(current: ServerRecord, context: ChangeContext): LivenessFacts & Flapping {
  const { liveness, livenessSince, livenessCountedAt, returns, flapping, intervalSeconds } =
    current;
  if (liveness === 'live') {
    return { liveness, livenessSince, livenessCountedAt, returns, flapping };
  }
  return { ...liveFrom(context), ...returned(current, intervalSeconds, context.countedAt) };
}

/** A domain vouches on for the same key. */
function stillVouched({ verifiedDomain }: ServerRecord, manifest: Manifest): string | null {
  return verifiedDomain === memberDomain(manifest) ? verifiedDomain : null;
}

function reasonOfReturn({ flapping }: Flapping): StatusReason {
  return flapping ? 'flapping' : 'heartbeat_resumed';
}

function probeInterval({ probe }: Manifest): number {
  if (probe?.enabled !== true) return 0;
  return probe.interval_seconds ?? LIMITS.probeIntervalSeconds.default;
}
