/** Heartbeats a minute that leases promise; `intervals` is interval in seconds → how many leases have it. */
export function expectedPerMinute(intervals: ReadonlyMap<number, number>): number {
  let expected = 0;
  for (const [seconds, leases] of intervals) expected += (60 / seconds) * leases;
  return expected;
}
