import type { Environment } from './environment.dto.js';
import type { FewFiles, LimitsConfig } from './limits-config.js';

/** Connections beyond the limit that live for a moment, so that health and refusals can be answered. */
export const GUEST_CONNECTIONS = 32;

/** What the process opens itself: its store, backends, probes, libraries. */
const OWN_FILES = 160;
const USUAL_CONNECTIONS = 20_000;
const KIB = 1_024;
const MIB = KIB * KIB;

/**
 * The limits of a process with this much heap, which may open so many files (`undefined` = nobody knows).
 *
 * Shares of the heap, measured: a server takes some 3 KiB beside its manifest, an indexed word 200 to 300 bytes with its
 * places, a tombstone 260 bytes (430 on MongoDB). Manifests count double, since one character outside Latin-1 makes a
 * text twice as large. In all about half of the heap is for what is stored, a quarter for what is under way. What is
 * set by hand is followed as far as the heap bears it.
 */
export function limitsOf(
  environment: Environment,
  heapBytes: number,
  openFiles: number | undefined,
): LimitsConfig {
  const part = (divisor: number): number => Math.floor(heapBytes / divisor);
  const { MAX_SERVERS, MAX_STORED_MIB, MAX_INDEXED_TERMS, MAX_TOMBSTONES } = environment;
  const most = (set: number | undefined, usual: number, bearable: number): number =>
    Math.min(set ?? usual, bearable);
  return {
    clientSharePercent: environment.CLIENT_SHARE_PERCENT,
    servers: most(MAX_SERVERS, part(16 * KIB), part(8 * KIB)),
    manifestBytes: environment.MAX_MANIFEST_KIB * KIB,
    storedBytes: most(MAX_STORED_MIB && MAX_STORED_MIB * MIB, part(8), part(4)),
    indexedTerms: most(MAX_INDEXED_TERMS, part(2 * KIB), part(KIB)),
    tombstones: most(MAX_TOMBSTONES, part(16 * KIB), part(4 * KIB)),
    historyEntries: environment.MAX_HISTORY_ENTRIES,
    tombstoneRetentionDays: environment.TOMBSTONE_RETENTION_DAYS,
    held: {
      connections: connections(environment, openFiles),
      'request body bytes': part(32),
      'answer bytes': part(16),
      'waiting writes bytes': part(32),
      'event streams': environment.MAX_STREAMS,
      'stream buffer bytes': part(32),
      'long polls': environment.MAX_STREAMS,
      'MCP sessions': environment.MAX_STREAMS,
      'MCP subscription bytes': part(64),
      'watched searches': environment.MAX_WATCHED_SEARCHES,
    },
    fewFiles: fewFiles(environment, openFiles),
  };
}

/** Each connection is an open file: never more than the process may have. */
function connections({ MAX_CONNECTIONS }: Environment, openFiles = Infinity): number {
  const possible = Math.max(1, openFiles - OWN_FILES - GUEST_CONNECTIONS);
  return Math.min(MAX_CONNECTIONS ?? USUAL_CONNECTIONS, possible);
}

/** Connections that are not asked for by number should at least be enough for the streams. */
function fewFiles(
  { MAX_CONNECTIONS, MAX_STREAMS }: Environment,
  openFiles = Infinity,
): FewFiles | undefined {
  const needed = (MAX_CONNECTIONS ?? MAX_STREAMS) + OWN_FILES + GUEST_CONNECTIONS;
  return openFiles < needed ? { limit: openFiles, needed } : undefined;
}
