/** A record that another replica has just changed. */
export interface ChangedRecord {
  readonly key: string;
  readonly revision: number;
}

/** What a replica hears. */
export interface SignalListener {
  readonly changed: (records: readonly ChangedRecord[]) => void;
  /** Signals may have been missed. */
  readonly gap: () => void;
}

/** Tells the other replicas at once what was stored. It may lose, repeat and reorder: it only makes the feed fast. */
export abstract class FeedSignals {
  abstract listen(listener: SignalListener): void;

  abstract send(records: readonly ChangedRecord[]): void;
}
