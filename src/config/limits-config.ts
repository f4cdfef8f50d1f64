/** What clients may hold at a time, in all; one client may have a share of each. */
export type HeldLimits = Readonly<
  Record<
    | 'connections'
    | 'request body bytes'
    | 'answer bytes'
    | 'waiting writes bytes'
    | 'event streams'
    | 'stream buffer bytes'
    | 'long polls'
    | 'MCP sessions'
    | 'MCP subscription bytes'
    | 'watched searches',
    number
  >
>;

/** How much the directory takes in, keeps and does at a time. What is not set follows from the size of the heap. */
export interface LimitsConfig {
  /** Part of each limit that one client may use, in percent. */
  readonly clientSharePercent: number;
  /** Registered servers. */
  readonly servers: number;
  /** One manifest in canonical JSON. */
  readonly manifestBytes: number;
  /** All manifests together. */
  readonly storedBytes: number;
  /** Different words that the search knows. */
  readonly indexedTerms: number;
  /** Records of removed servers. */
  readonly tombstones: number;
  /** History entries of one server. */
  readonly historyEntries: number;
  /** Days for which the record of a removed server is kept. */
  readonly tombstoneRetentionDays: number;
  readonly held: HeldLimits;
  /** Set when the process may open fewer files than its connections need, so that there are fewer connections. */
  readonly fewFiles: FewFiles | undefined;
}

/** Open files of the process: the limit that the system sets, and what the connections need. */
export interface FewFiles {
  readonly limit: number;
  readonly needed: number;
}
