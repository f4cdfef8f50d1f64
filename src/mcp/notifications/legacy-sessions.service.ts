import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import {
  ProtocolError,
  ProtocolErrorCode,
  ResourceNotFoundError,
} from '@modelcontextprotocol/server';
import type { Response } from 'express';
import { Clock } from '../../common/clock.js';
import { DomainError } from '../../common/domain-error.js';
import { ProcessState } from '../../common/process-state.js';
import { Repeater } from '../../common/repeater.js';
import { TimeSlice } from '../../common/time-slice.js';
import { Budgets } from '../../limits/budgets.service.js';
import type { StreamReader } from '../../limits/streams/stream-reader.js';
import { ChangeBell } from './change-bell.service.js';
import { LegacySession } from './legacy-session.js';
import { SessionIds } from './session-ids.service.js';
import { SessionTable } from './session-table.js';
import { subscribable } from './subscribable.js';
import { Subscriptions } from './subscriptions.service.js';

const MOST_URIS = 1_000;
const KEEP_ALIVE_EVERY_MS = 15_000;
const KEPT_IDLE_MS = 10 * 60_000;
const FRESH_MS = 60_000;
/** Ids that are remembered, so that a session that has ended does not begin again without its subscriptions. */
const MOST_ENDED = 10_000;

/**
 * Sessions of the revisions before 2026-07-28, for clients that want to be told of changes: all else needs none. An id
 * names when it was made and for which revision, so that a new session may begin at any replica; an older one that this
 * process does not know has lost what it subscribed to, and the client has to begin a new session (404).
 */
@Injectable()
export class LegacySessions implements OnModuleDestroy {
  private readonly table: SessionTable;
  /** Closes the bell of each session. */
  private readonly bells = new Map<LegacySession, () => void>();
  /** Fresh ids of sessions that have ended, with when they were noted (monotonic ms); the earliest first. */
  private readonly ended = new Map<string, number>();
  private readonly upkeep: Repeater;

  constructor(
    private readonly bell: ChangeBell,
    private readonly subscriptions: Subscriptions,
    private readonly ids: SessionIds,
    private readonly state: ProcessState,
    private readonly clock: Clock,
    budgets: Budgets,
  ) {
    this.table = new SessionTable(budgets.of('MCP sessions'), (session) => {
      this.end(session);
    });
    this.upkeep = new Repeater(clock, KEEP_ALIVE_EVERY_MS, () => this.keepUp());
    this.upkeep.start();
    state.onDrain(() => {
      for (const session of this.table.all()) this.end(session);
    });
  }

  async onModuleDestroy(): Promise<void> {
    await this.upkeep.stop();
  }

  /** How many sessions are kept. */
  get size(): number {
    return this.table.size;
  }

  /** The id of a new session. Nothing is kept before it listens or subscribes. */
  newId(revision: string): string {
    return this.ids.make(revision);
  }

  /** The revision that a session agreed on; `undefined` = the directory has not made this id. */
  revisionOf(id: string | undefined): string | undefined {
    return this.ids.read(id ?? '')?.revision;
  }

  /**
   * The session of an id, for a client that is charged when it begins now; `undefined` = the client has to begin a new
   * session.
   * @throws QUOTA_EXCEEDED, OVERLOADED when it cannot begin because all others are listened to
   */
  find(id: string, client: string): LegacySession | undefined {
    const known = this.table.get(id);
    if (known !== undefined) return known;
    const facts = this.ids.read(id);
    if (facts === undefined || this.ended.has(id) || this.state.phase === 'draining') {
      return undefined;
    }
    if (Math.abs(this.clock.now() - facts.madeAt) > FRESH_MS) return undefined;
    this.table.makeRoom(client);
    const session = new LegacySession(id, client, this.subscriptions, this.clock);
    this.table.add(session);
    const close = this.bell.subscribe((event) => {
      session.tell(event);
    });
    this.bells.set(session, close);
    return session;
  }

  /** Sends the session's notifications over this answer from now on. */
  async listen(session: LegacySession, response: Response, reader: StreamReader): Promise<void> {
    response.writeHead(200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      'X-Accel-Buffering': 'no',
      'Mcp-Session-Id': session.id,
    });
    response.once('close', () => {
      if (session.left(reader)) this.table.note(session);
    });
    const listening = session.listen(reader);
    this.table.note(session);
    await listening;
  }

  /** @throws ProtocolError when there is no such resource or session, or no room */
  subscribe(id: string | undefined, client: string, uri: string): void {
    if (subscribable(uri) === undefined) throw new ResourceNotFoundError(uri.slice(0, 200));
    const session = this.known(id, client);
    if (session.size >= MOST_URIS || !session.subscribe(uri)) {
      throw refused('There are too many subscriptions.');
    }
  }

  /** @throws ProtocolError when there is no such session */
  unsubscribe(id: string | undefined, client: string, uri: string): void {
    this.known(id, client).unsubscribe(uri);
  }

  /** Ends a session; whether there was one makes no difference. */
  forget(id: string): void {
    const session = this.table.get(id);
    if (session !== undefined) this.end(session);
  }

  private end(session: LegacySession): void {
    this.table.delete(session);
    this.bells.get(session)?.();
    this.bells.delete(session);
    session.end();
    this.ended.set(session.id, this.clock.monotonic());
    for (const id of this.ended.keys()) {
      if (this.ended.size <= MOST_ENDED) break;
      this.ended.delete(id);
    }
  }

  private known(id: string | undefined, client: string): LegacySession {
    try {
      const session = id === undefined ? undefined : this.find(id, client);
      if (session !== undefined) return session;
    } catch (error) {
      throw error instanceof DomainError ? refused(error.detail) : error;
    }
    throw refused(
      'Subscriptions belong to a session: initialize, and send the Mcp-Session-Id that the answer has.',
    );
  }

  private async keepUp(): Promise<void> {
    const slice = new TimeSlice(this.clock);
    for (const session of this.table.all()) {
      if (slice.isUsedUp) await slice.pause();
      if (session.idleMs > KEPT_IDLE_MS) this.end(session);
      else session.keepAlive();
    }
    for (const [id, at] of this.ended) {
      // By then the id itself is too old, whatever the replica's clock that made it said.
      if (this.clock.monotonic() - at > 2 * FRESH_MS) this.ended.delete(id);
    }
  }
}

function refused(message: string): ProtocolError {
  return new ProtocolError(ProtocolErrorCode.InvalidRequest, message);
}
