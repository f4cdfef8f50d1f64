import { STEADY } from '../manifest/flapping.js';
import type { ServerRecord } from '../manifest/server-record.js';

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
