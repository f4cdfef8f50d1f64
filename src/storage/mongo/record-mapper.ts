import { parseJson } from '../../common/parse-json.js';
import type { Manifest } from '../../manifest/manifest.js';
import { sha256Hex } from '../../manifest/canonical-json.js';
import type { ProbeFinding } from '../../manifest/probe-finding.js';
import { toPublicKey } from '../../manifest/public-key.js';
import type {
  Change,
  HistoryEntry,
  RecordDraft,
  ServerRecord,
} from '../../manifest/server-record.js';
import { effectiveStatus } from '../../manifest/status.js';
import { completeRecord, recordFault } from '../stored-record.js';
import type { ChangeDocument } from './schemas/change.schema.js';
import type { ProbeDocument } from './schemas/probe.schema.js';
import type { ServerDocument } from './schemas/server.schema.js';

/** What a stored record is read from; the rest of the document is for others. */
export const RECORD_FIELDS = {
  display_name: 0,
  description: 0,
  registry_name: 0,
  endpoints: 0,
  tags: 0,
  capabilities: 0,
  tools: 0,
  status: 0,
} as const;

export type RecordDocument = Omit<ServerDocument, keyof typeof RECORD_FIELDS>;

/** Everything that a change sets; fence and `changed_at` have their own rules. */
export function toDocument(
  draft: RecordDraft,
  revision: number,
): Omit<ServerDocument, '_id' | 'fence' | 'changed_at'> {
  const manifest = draft.removed ? undefined : (parseJson(draft.manifest) as Manifest);
  return {
    tenant: draft.tenant,
    id: draft.id,
    revision,
    change: toChangeDocument(draft.change, revision),
    manifest: draft.manifest,
    digest: draft.digest,
    display_name: manifest?.display_name ?? null,
    description: manifest?.description ?? null,
    registry_name: manifest?.registry_name ?? null,
    version: draft.version,
    endpoints: (manifest?.endpoints ?? {}) as Record<string, string>,
    tags: [...(manifest?.tags ?? [])],
    capabilities: [...(manifest?.capabilities ?? [])],
    tools: (manifest?.tools ?? []).map(({ name }) => name),
    cache_ttl_seconds: draft.cacheTtlSeconds,
    heartbeat_interval_seconds: draft.intervalSeconds,
    status: effectiveStatus(draft),
    status_since: new Date(draft.statusSince),
    status_reason: draft.statusReason,
    liveness: draft.liveness,
    liveness_since: new Date(draft.livenessSince),
    liveness_counted_at: draft.livenessCountedAt,
    reported: draft.reported,
    probe_interval_seconds: draft.probeIntervalSeconds,
    probe: draft.probe && { ...draft.probe, since: new Date(draft.probe.since) },
    returns: [...draft.returns],
    flapping: draft.flapping,
    status_note: draft.statusNote,
    member_key: draft.memberKey && { ...draft.memberKey },
    verified_domain: draft.verifiedDomain,
    registered_from: draft.registeredFrom,
    disabled: draft.disabled,
    removed: draft.removed,
    registered_at: new Date(draft.registeredAt),
    updated_at: new Date(draft.updatedAt),
  };
}

/**
 * The record of a document.
 * @throws Error when the manifest is not the one that was digested, or the rest is not that of a server
 */
export function toRecord(document: RecordDocument): ServerRecord {
  const { manifest, digest, removed } = document;
  if (!removed && sha256Hex(manifest) !== digest) {
    throw new Error('its manifest does not match its digest');
  }
  const record = completeRecord({
    tenant: document.tenant,
    id: document.id,
    revision: document.revision,
    position: document.changed_at.getTime(),
    manifest,
    digest,
    version: document.version,
    cacheTtlSeconds: document.cache_ttl_seconds,
    intervalSeconds: document.heartbeat_interval_seconds,
    liveness: document.liveness,
    livenessSince: document.liveness_since.getTime(),
    livenessCountedAt: document.liveness_counted_at,
    reported: document.reported,
    disabled: document.disabled,
    removed,
    statusSince: document.status_since.getTime(),
    statusReason: document.status_reason,
    registeredAt: document.registered_at.getTime(),
    updatedAt: document.updated_at.getTime(),
    ...laterFields(document),
    change: toChange(document.change),
  });
  const fault = recordFault(record);
  if (fault !== undefined) throw new Error(fault);
  return record;
}

export function toChangeDocument(change: Change, revision: number): ChangeDocument {
  const { id, actor, at, what, why, status, digest, note } = change;
  return { id, revision, actor, at: new Date(at), what, why, status, digest, note: note ?? null };
}

export function toHistoryEntry(change: ChangeDocument): HistoryEntry {
  return { revision: change.revision, ...toChange(change) };
}

function toChange({ id, actor, at, what, why, status, digest, note }: ChangeDocument): Change {
  const change = { id, actor, at: at.getTime(), what, why, status, digest };
  return note == null ? change : { ...change, note };
}

function toFinding({ state, detail, since }: ProbeDocument): ProbeFinding {
  return { state, detail, since: since.getTime() };
}

/** What documents of an earlier version do not have. */
function laterFields(document: RecordDocument): Partial<ServerRecord> {
  const {
    probe_interval_seconds,
    probe,
    returns,
    flapping,
    status_note,
    member_key,
    verified_domain,
    registered_from,
  } = document;
  return {
    ...(probe_interval_seconds !== undefined && { probeIntervalSeconds: probe_interval_seconds }),
    ...(probe != null && { probe: toFinding(probe) }),
    ...(returns !== undefined && { returns }),
    ...(flapping !== undefined && { flapping }),
    ...(status_note !== undefined && { statusNote: status_note }),
    ...(member_key != null && { memberKey: toPublicKey(member_key) }),
    ...(verified_domain !== undefined && { verifiedDomain: verified_domain }),
    ...(registered_from !== undefined && { registeredFrom: registered_from }),
  };
}
