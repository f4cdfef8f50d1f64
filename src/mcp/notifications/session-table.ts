import type { Budget } from '../../limits/budget.js';
import { noRoom } from '../../limits/hold.js';
import type { LegacySession } from './legacy-session.js';

/** This many of the longest idle sessions are compared. */
const COMPARED = 64;

/** Sessions within a budget. When there is no room, those that nobody listens to go for new ones. */
export class SessionTable {
  private readonly sessions = new Map<string, LegacySession>();
  /** Sessions without a stream, the longest idle ones first. */
  private readonly idle = new Set<LegacySession>();

  /** `forget` gets the sessions that have to go. */
  constructor(
    private readonly budget: Budget,
    private readonly forget: (session: LegacySession) => void,
  ) {}

  get size(): number {
    return this.sessions.size;
  }

  get(id: string): LegacySession | undefined {
    return this.sessions.get(id);
  }

  all(): Iterable<LegacySession> {
    return this.sessions.values();
  }

  /**
   * Makes room for one more session of a client: its own idle sessions go first.
   * @throws QUOTA_EXCEEDED, OVERLOADED when nothing can go
   */
  makeRoom(client: string): void {
    for (;;) {
      const refusal = this.budget.refusal(client, 1);
      if (refusal === undefined) return;
      const own = this.idle.values().find((session) => session.client === client);
      const leaving = own ?? (refusal === 'all' ? this.mostDispensable() : undefined);
      if (leaving === undefined) throw noRoom(this.budget.name, refusal);
      this.forget(leaving);
    }
  }

  add(session: LegacySession): void {
    this.budget.take(session.client, 1);
    this.sessions.set(session.id, session);
    this.idle.add(session);
  }

  delete(session: LegacySession): void {
    if (!this.sessions.delete(session.id)) return;
    this.idle.delete(session);
    this.budget.give(session.client, 1);
  }

  /** Nobody listens to it any more, or somebody does again. */
  note(session: LegacySession): void {
    this.idle.delete(session);
    if (session.isIdle && this.sessions.has(session.id)) this.idle.add(session);
  }

  /** One of the longest idle sessions: one of the client that has the most of them. */
  private mostDispensable(): LegacySession | undefined {
    let found: LegacySession | undefined;
    for (const session of this.idle.values().take(COMPARED)) {
      const more = this.budget.usedBy(session.client) - this.budget.usedBy(found?.client ?? '');
      if (found === undefined || more > 0) found = session;
    }
    return found;
  }
}
