import type { Pace } from './pace-book.js';
import {
  added,
  fits,
  NONE,
  shareOfAll,
  shareOfHost,
  shareOfOwner,
  shareOfSite,
  type Share,
  type Tally,
} from './turn-shares.js';
import { type Place, type Room, WaitingTurns } from './waiting-turns.js';

/** A piece of work's place, and how it waits. */
export interface Turn extends Place {
  readonly pace: Pace;
  /** Before all others of its pace; work on a target that is not known yet then counts as quick. */
  readonly urgent?: boolean;
  /** When it aborts, a turn that still waits is rejected with its reason; work that has begun goes on. */
  readonly patience?: AbortSignal;
}

/** How many pieces of work may be under way. */
export interface Slots {
  readonly inAll: number;
  readonly perSite: number;
  /** At most, on a host with much work (see {@link WORK_PER_SLOT}). */
  readonly perHost: number;
}

/** A host has a slot for each so many pieces of work that wait for it or are under way. */
const WORK_PER_SLOT = 4;

interface Waiting extends Place {
  readonly pace: Pace;
  readonly start: () => Promise<void>;
}

/** The order in which lines are looked through; the last ones have slots that the others can't take. */
const LINES: readonly { readonly pace: Pace; readonly urgent: boolean }[] = [
  { pace: 'quick', urgent: true },
  { pace: 'quick', urgent: false },
  { pace: 'unknown', urgent: false },
  { pace: 'slow', urgent: true },
  { pace: 'slow', urgent: false },
];

/**
 * Runs work on hosts, only so many pieces at a time: in all, on each host, at each site, for each owner, and of each
 * pace. So neither many names nor slow answers keep others from their turn.
 */
export class TurnQueue {
  private readonly lines = LINES.map((line) => ({ ...line, turns: new WaitingTurns<Waiting>() }));
  private readonly share: Share;
  private readonly ownerShare: Share;
  private readonly siteShare: Share;
  private all = NONE;
  private readonly byOwner = new Map<string, Tally>();
  private readonly bySite = new Map<string, Tally>();
  private readonly byHost = new Map<string, Tally>();
  private readonly waitingAt = new Map<string, number>();

  constructor(private readonly slots: Slots) {
    this.share = shareOfAll(slots.inAll);
    this.ownerShare = shareOfOwner(slots.inAll);
    this.siteShare = shareOfSite(slots.perSite);
  }

  /** Resolves or rejects as the work does. */
  run<T>({ patience, urgent = false, ...place }: Turn, work: () => Promise<T>): Promise<T> {
    const pace = urgent && place.pace === 'unknown' ? 'quick' : place.pace;
    const line = this.lines.find((other) => other.pace === pace && other.urgent === urgent);
    return new Promise<T>((resolve, reject) => {
      const start = async (): Promise<void> => {
        patience?.removeEventListener('abort', leave);
        await work().then(resolve, reject);
      };
      const waiting = { ...place, pace, start };
      const leave = (): void => {
        line?.turns.remove(waiting);
        this.countWaiting(place.host, -1);
        reject(patience?.reason as Error);
      };
      patience?.addEventListener('abort', leave);
      line?.turns.add(waiting);
      this.countWaiting(place.host, 1);
      this.startWhatMay();
    });
  }

  private startWhatMay(): void {
    for (let next = this.next(); next !== undefined; next = this.next()) {
      const turn = next;
      this.countWaiting(turn.host, -1);
      this.count(turn, 1);
      void turn.start().finally(() => {
        this.count(turn, -1);
        this.startWhatMay();
      });
    }
  }

  private next(): Waiting | undefined {
    for (const { pace, turns } of this.lines) {
      if (!fits(this.all, pace, this.share)) continue;
      const turn = turns.take(this.roomFor(pace));
      if (turn !== undefined) return turn;
    }
    return undefined;
  }

  private roomFor(pace: Pace): Room {
    return {
      owner: (owner) => fits(this.byOwner.get(owner) ?? NONE, pace, this.ownerShare),
      site: (site) => fits(this.bySite.get(site) ?? NONE, pace, this.siteShare),
      host: (host) => this.hasRoom(host, pace),
    };
  }

  private hasRoom(host: string, pace: Pace): boolean {
    const tally = this.byHost.get(host) ?? NONE;
    const all = sum(tally) + (this.waitingAt.get(host) ?? 0);
    const most = Math.min(Math.ceil(all / WORK_PER_SLOT), this.slots.perHost);
    return fits(tally, pace, shareOfHost(most));
  }

  private count({ owner, site, host, pace }: Waiting, more: 1 | -1): void {
    this.all = added(this.all, pace, more);
    for (const [tallies, key] of [
      [this.byOwner, owner],
      [this.bySite, site],
      [this.byHost, host],
    ] as const) {
      const tally = added(tallies.get(key) ?? NONE, pace, more);
      if (sum(tally) === 0) tallies.delete(key);
      else tallies.set(key, tally);
    }
  }

  private countWaiting(host: string, more: 1 | -1): void {
    const waiting = (this.waitingAt.get(host) ?? 0) + more;
    if (waiting === 0) this.waitingAt.delete(host);
    else this.waitingAt.set(host, waiting);
  }
}

function sum({ quick, unknown, slow }: Tally): number {
  return quick + unknown + slow;
}
