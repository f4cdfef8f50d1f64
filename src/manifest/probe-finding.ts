/** What a probe of a server may find; `refused` = its address may not be probed, so nothing was sent. */
export const PROBE_STATES = [
  'alive',
  'gated',
  'wrong_transport',
  'not_mcp',
  'unreachable',
  'timeout',
  'refused',
] as const;
export type ProbeState = (typeof PROBE_STATES)[number];

/** What the last probes of a server found. */
export interface ProbeFinding {
  readonly state: ProbeState;
  /** For people: what exactly was met. */
  readonly detail: string;
  /** Epoch ms at which a probe first found this state. */
  readonly since: number;
}
