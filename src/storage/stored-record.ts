import { STEADY } from '../manifest/flapping.js';
import type { ServerRecord } from '../manifest/server-record.js';
import { LIVENESSES } from '../manifest/status.js';

/** Fields that records did not have from the first version on. */
type LaterFields =
  | 'probeIntervalSeconds'
  | 'probe'
  | 'returns'
  | 'flapping'
  | 'statusNote'
  | 'memberKey'
  | 'verifiedDomain'
  | 'registeredFrom';

/** A record as an earlier version may have stored it. */
export type StoredRecord = Omit<ServerRecord, LaterFields> &
  Partial<Pick<ServerRecord, LaterFields>>;

/** Fills in what the version that stored the record did not know. */
export function completeRecord(stored: StoredRecord): ServerRecord {
  return {
    probeIntervalSeconds: 0,
    probe: null,
    ...STEADY,
    statusNote: null,
    memberKey: null,
    verifiedDomain: null,
    registeredFrom: '',
    ...stored,
  };
}

const NUMBERS = [
  'position',
  'cacheTtlSeconds',
  'intervalSeconds',
  'probeIntervalSeconds',
  'livenessSince',
  'livenessCountedAt',
  'statusSince',
  'registeredAt',
  'updatedAt',
] as const;

/** What is wrong with a record that can be parsed, as the end of a sentence; `undefined` = nothing that would show. */
export function recordFault(record: ServerRecord): string | undefined {
  const { liveness, reported, statusReason, digest, version, change } = record;
  const isWhole =
    NUMBERS.every((name) => Number.isFinite(record[name])) &&
    LIVENESSES.includes(liveness) &&
    [digest, version, statusReason, reported ?? ''].every(isText) &&
    isObject(change) &&
    isText(change.id) &&
    Number.isFinite(change.at);
  return isWhole ? undefined : 'its state is not that of a server';
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
