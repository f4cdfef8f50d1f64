/** The circumstances of a change: by whom, when, and under which change id. */
export interface ChangeContext {
  readonly changeId: string;
  readonly actor: string;
  readonly at: number;
  /** Counted time, see {@link ServerRecord.livenessCountedAt}. */
  readonly countedAt: number;
}
