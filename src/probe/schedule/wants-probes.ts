import type { ServerRecord } from '../../manifest/server-record.js';

/** Whether a server is to be probed by the timetable. */
export function wantsProbes({ probeIntervalSeconds, removed, disabled }: ServerRecord): boolean {
  return probeIntervalSeconds > 0 && !removed && !disabled;
}
