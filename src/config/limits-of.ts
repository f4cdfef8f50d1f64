import type { Environment } from './environment.dto.js';
import type { LimitsConfig } from './limits-config.js';

const KIB = 1_024;
const MIB = KIB * KIB;

/**
 * The limits of a process with this much heap.
 *
 * Shares of the heap, measured: a server takes some 3 KiB beside its manifest, an indexed word some 300 bytes beside
 * its place in servers, a tombstone about 1 KiB. Manifests count double, since one character outside Latin-1 makes a
 * text twice as large. In all about half of the heap is for what is stored, a quarter for what is under way.
 */
export function limitsOf(environment: Environment, heapBytes: number): LimitsConfig {
  const part = (divisor: number): number => Math.floor(heapBytes / divisor);
  return {
    clientSharePercent: environment.CLIENT_SHARE_PERCENT,
    servers: environment.MAX_SERVERS ?? part(16 * KIB),
    manifestBytes: environment.MAX_MANIFEST_KIB * KIB,
    storedBytes: environment.MAX_STORED_MIB ? environment.MAX_STORED_MIB * MIB : part(8),
    indexedTerms: environment.MAX_INDEXED_TERMS ?? part(2 * KIB),
    tombstones: environment.MAX_TOMBSTONES ?? part(16 * KIB),
    historyEntries: environment.MAX_HISTORY_ENTRIES,
    tombstoneRetentionDays: environment.TOMBSTONE_RETENTION_DAYS,
    held: {
      connections: environment.MAX_CONNECTIONS,
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
  };
}
