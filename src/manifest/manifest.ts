import type { Icon } from './icon.js';
import type { PublicKeyJwk } from './public-key.js';

/** A JSON value as RFC 8259 has it. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

/** A JSON object. */
export interface JsonObject {
  readonly [key: string]: Json;
}

/** A tool that a member offers; called on the member itself, never through the directory. */
export interface Tool {
  readonly name: string;
  readonly description?: string;
  readonly endpoint?: string;
  readonly input_schema?: JsonObject;
}

/** Named URLs of a member; `mcp` is the one that MCP clients connect to. */
export interface Endpoints {
  readonly mcp: string;
  readonly health?: string;
  readonly [name: string]: string | undefined;
}

/** Whether and how the directory may look after a server by itself, beside its heartbeats. */
export interface ProbeSettings {
  readonly enabled: boolean;
  /** Seconds between two probes. */
  readonly interval_seconds?: number;
  /** Milliseconds that a probe may take. */
  readonly timeout_ms?: number;
}

/** What a member says about itself. Absent fields stay absent, so that digests never change by an upgrade. */
export interface Manifest {
  readonly id: string;
  readonly display_name: string;
  readonly description?: string;
  readonly version: string;
  readonly endpoints: Endpoints;
  readonly tools?: readonly Tool[];
  readonly capabilities?: readonly string[];
  readonly tags?: readonly string[];
  /** Seconds that a client may keep the entry. */
  readonly cache_ttl_seconds: number;
  /** Seconds between two heartbeats; 0 = static: no lease. */
  readonly heartbeat_interval_seconds: number;
  readonly registry_name?: string;
  readonly probe?: ProbeSettings;
  /** Only requests that this key signed may change and remove the server. */
  readonly member_key?: PublicKeyJwk;
  readonly icons?: readonly Icon[];
  readonly metadata?: JsonObject;
}

/** A manifest as it was sent: valid, the two fields with defaults may be missing. */
export type ManifestDraft = Omit<Manifest, 'cache_ttl_seconds' | 'heartbeat_interval_seconds'> &
  Partial<Pick<Manifest, 'cache_ttl_seconds' | 'heartbeat_interval_seconds'>>;
