import type { Scope } from '../manifest/scope.js';

/** Whose probe it is. */
export interface ProbeKey extends Scope {
  readonly id: string;
}

/**
 * What replicas tell each other about probes and nobody has to keep: whose turn it is, and when a server was last
 * looked at. While it can't be shared, each replica has its own.
 */
export abstract class ProbeBook {
  /** Takes the turn to probe a server: `true` for one caller within `holdMs` milliseconds. */
  abstract claim(key: ProbeKey, holdMs: number): Promise<boolean>;

  /** Writes down that a server was looked at (epoch ms), to be known for `keepMs` milliseconds at least. */
  abstract note(key: ProbeKey, checkedAt: number, keepMs: number): Promise<void>;

  /** When a server was last looked at (epoch ms); `null` = not lately. */
  abstract checkedAt(key: ProbeKey): Promise<number | null>;
}
