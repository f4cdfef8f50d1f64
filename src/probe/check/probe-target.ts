import type { Manifest } from '../../manifest/manifest.js';
import { LIMITS } from '../../manifest/manifest-limits.js';

/** What is asked of a server, and how. */
export interface ProbeTarget {
  readonly url: string;
  /** A health endpoint is fetched; an MCP endpoint is spoken to. */
  readonly kind: 'health' | 'mcp';
  readonly timeoutMs: number;
  /** The machine, as far as its name tells. */
  readonly hostname: string;
  /** The one thing on it that connections are made to: scheme, host and port. */
  readonly origin: string;
}

/** Where and how a manifest wants to be probed, whether it has that enabled or not. */
export function targetOf({ endpoints, probe }: Manifest): ProbeTarget {
  const { health, mcp } = endpoints;
  const url = health ?? mcp;
  const { hostname = '', origin = '' } = URL.parse(url) ?? {};
  return {
    url,
    kind: health === undefined ? 'mcp' : 'health',
    timeoutMs: probe?.timeout_ms ?? LIMITS.probeTimeoutMs.default,
    hostname,
    origin,
  };
}
