import { canonicalJson, sha256Hex } from '../../../src/manifest/canonical-json.js';

/** Digest of the manifest that is registered; `null` = none is. */
export type State = string | null;

/** One change that was asked for, once or several times. */
export interface Change {
  /** `null` = the server leaves. */
  readonly manifest: object | null;
  readonly state: State;
  /** Ms as of `performance.now()`: when it was first sent, and when its outcome was known. */
  readonly beganAt: number;
  knownAt: number | undefined;
  /** `found` = a removal that was answered with 404: it is so, by this change or by an earlier one. */
  outcome: 'unknown' | 'done' | 'found';
  /** As the answer said. */
  revision: number | undefined;
}

/** What may happen to a server besides its own changes one after another. */
export interface Circumstances {
  /** Its status may change: it does not always send heartbeats. */
  readonly mayBeMarked?: boolean;
  /** Several write it at once, so nobody knows the order of the changes. */
  readonly contended?: boolean;
}

/** All changes of one server that were sent, and what became of them. */
export class ServerJournal {
  readonly changes: Change[] = [];
  readonly mayBeMarked: boolean;
  readonly contended: boolean;

  constructor(
    readonly id: string,
    { mayBeMarked = false, contended = false }: Circumstances = {},
  ) {
    this.mayBeMarked = mayBeMarked;
    this.contended = contended;
  }

  /** A change that is sent now; until it is acknowledged its outcome is unknown. */
  begin(manifest: object | null): Change {
    const state = manifest === null ? null : sha256Hex(canonicalJson(manifest));
    const change: Change = {
      manifest,
      state,
      beganAt: performance.now(),
      knownAt: undefined,
      outcome: 'unknown',
      revision: undefined,
    };
    this.changes.push(change);
    return change;
  }

  /** The last change, when its outcome is unknown. */
  get open(): Change | undefined {
    const last = this.changes.at(-1);
    return last?.outcome === 'unknown' ? last : undefined;
  }

  /** What the server may be: as the last acknowledged change left it, or as a later one of unknown outcome. */
  get possible(): State[] {
    const last = this.changes.findLastIndex(({ outcome }) => outcome !== 'unknown');
    const first = this.contended ? 0 : Math.max(last, 0);
    const states = this.changes.slice(first).map(({ state }) => state);
    return last === -1 ? [null, ...states] : states;
  }

  /** The highest revision that was acknowledged; 0 = none was named. */
  get revision(): number {
    return Math.max(0, ...this.changes.map(({ revision }) => revision ?? 0));
  }
}
