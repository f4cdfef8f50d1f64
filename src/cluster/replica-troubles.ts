import type { Clock } from '../common/clock.js';
import type { Sign } from '../storage/signs-of-life.js';

/** Replicas that move to another Redis do not do so at the same moment. */
const MAY_DIFFER_MS = 5_000;

/** What other replicas may do that keeps heartbeats from this one. */
const NOT_SHARED = 'keeps leases of its own';
const NOT_REACHED = 'has not reached Redis';
const OTHER_TABLE = 'uses the leases in another Redis';

/** Why no server may be marked now. */
export interface Obstacle {
  /** For people, without a full stop. */
  readonly reason: string;
  /** This must not last forever: once lease time has stood still for long enough, marking goes on. */
  readonly passes: boolean;
}

/** Which leases this replica uses. */
export interface OwnLeases {
  readonly isShared: boolean;
  /** Names the shared table; `null` while it cannot be reached. */
  readonly table: string | null;
}

interface Trouble {
  readonly what: string;
  /** Epoch and monotonic ms at which it was first seen. */
  readonly since: number;
  readonly seenAt: number;
}

/** What keeps other replicas from hearing the same heartbeats as this one, and since when. */
export class ReplicaTroubles {
  private troubles = new Map<string, Trouble>();

  constructor(private readonly clock: Clock) {}

  /** Looks at the signs of the other live replicas; `undefined` = all hear of the same heartbeats. */
  look(others: readonly Sign[], own: OwnLeases): Obstacle | undefined {
    const before = this.troubles;
    this.troubles = new Map();
    const obstacles: Obstacle[] = [];
    for (const sign of others) {
      const what = troubleOf(sign, own);
      if (what === undefined) continue;
      const trouble = this.note(before.get(sign.replica), sign.replica, what);
      if (what === OTHER_TABLE && this.clock.monotonic() - trouble.seenAt < MAY_DIFFER_MS) continue;
      const since = new Date(trouble.since).toISOString();
      const reason = `replica ${sign.replica} ${what} since ${since}`;
      obstacles.push({ reason, passes: what === NOT_REACHED });
    }
    return obstacles.find(({ passes }) => !passes) ?? obstacles[0];
  }

  private note(known: Trouble | undefined, replica: string, what: string): Trouble {
    const trouble =
      known?.what === what
        ? known
        : { what, since: this.clock.now(), seenAt: this.clock.monotonic() };
    this.troubles.set(replica, trouble);
    return trouble;
  }
}

function troubleOf(sign: Sign, { isShared, table }: OwnLeases): string | undefined {
  if (!sign.admitted) return undefined;
  if (!sign.sharesLeases || !isShared) return NOT_SHARED;
  if (!sign.reachesLeases) return sign.keepsHeartbeats ? NOT_REACHED : undefined;
  const differs = sign.leaseTable !== null && table !== null && sign.leaseTable !== table;
  return differs ? OTHER_TABLE : undefined;
}
