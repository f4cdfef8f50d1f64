import type { FlattenedJws } from '../../../src/signing/flattened-jws.js';
import type { StatementClaims } from '../../support/statement-reader.js';

/** A heartbeat, or a registration, which begins a lease too. All times are ms as of `performance.now()`. */
export interface Beat {
  readonly id: string;
  readonly calledAt: number;
  /** `undefined` = nobody knows whether it was heard. */
  readonly answeredAt?: number;
  /** The status that the answer named, and whether self-preservation was active. */
  readonly told?: string;
  readonly held?: boolean;
}

/** A server as a read showed it. */
export interface Shown {
  readonly id: string;
  /** Digest of the manifest. */
  readonly state: string;
  readonly revision: number;
  readonly status: string;
  /** `undefined` = the entry was not signed. */
  readonly jws: FlattenedJws | undefined;
  readonly claims: StatementClaims | undefined;
}

/** An answer to a reader. */
export interface Read {
  readonly replica: string;
  readonly sentAt: number;
  readonly answeredAt: number;
  /** Epoch ms by the clock of the machine, when the answer had come. */
  readonly wallMs: number;
  /** The server that was asked for; `null` = all of them. */
  readonly asked: string | null;
  readonly shown: ReadonlyMap<string, Shown>;
}

/** What members sent and readers saw. */
export interface Recording {
  readonly beats: Beat[];
  readonly reads: Read[];
}
