/** Redis answers, but does not do its work: too full, still loading, a replica, behind a failed disk. */
const OUTAGE =
  /\b(LOADING|READONLY|MASTERDOWN|NOREPLICAS|MISCONF|OOM|CLUSTERDOWN|BUSY|UNKILLABLE|NOAUTH|WRONGPASS)\b/;

/** Whether an error is Redis' answer to a wrong command, and no outage. */
export function isAnswer(error: unknown): error is Error {
  return error instanceof Error && error.name === 'ReplyError' && !OUTAGE.test(error.message);
}

/** After a failover the connection may still lead to the old master, which is a replica now. */
export function mustReconnect(fault: string): boolean {
  return /\b(READONLY|MASTERDOWN)\b/.test(fault);
}
