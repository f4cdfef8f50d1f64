import { randomUUID } from 'node:crypto';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import {
  ProtocolError,
  ProtocolErrorCode,
  ResourceNotFoundError,
} from '@modelcontextprotocol/server';
import type { Response } from 'express';
import { Clock } from '../../common/clock.js';
import { StreamReader } from '../../common/http/stream-reader.js';
import { ProcessState } from '../../common/process-state.js';
import { Repeater } from '../../common/repeater.js';
import { ChangeBell } from './change-bell.service.js';
import { LegacySession } from './legacy-session.js';
import { subscribable } from './subscribable.js';
import { Subscriptions } from './subscriptions.service.js';

const MOST_SESSIONS = 10_000;
const MOST_URIS = 1_000;
const KEEP_ALIVE_EVERY_MS = 15_000;
const KEPT_IDLE_MS = 10 * 60_000;
const FRESH_MS = 60_000;
const SESSION_ID = /^(?<madeAt>[0-9a-z]{1,10})\.(?<revision>\d{4}-\d\d-\d\d)\.[0-9a-f-]{36}$/;

/**
 * Sessions of the revisions before 2026-07-28, for clients that want to be told of changes: all else needs none. An id
 * names when it was made and for which revision, so that a new session may begin at any replica; an older one that this
 * process does not know has lost what it subscribed to, and the client is told to begin anew (404).
 */
@Injectable()
export class LegacySessions implements OnModuleDestroy {
  private readonly sessions = new Map<string, LegacySession>();
  private readonly upkeep: Repeater;

  constructor(
    private readonly bell: ChangeBell,
    private readonly subscriptions: Subscriptions,
    private readonly state: ProcessState,
    private readonly clock: Clock,
  ) {
    this.upkeep = new Repeater(clock, KEEP_ALIVE_EVERY_MS, () => this.keepUp());
    this.upkeep.start();
    state.onDrain(() => {
      for (const id of this.sessions.keys()) this.forget(id);
    });
  }

  async onModuleDestroy(): Promise<void> {
    await this.upkeep.stop();
  }

  /** How many sessions are kept. */
  get size(): number {
    return this.sessions.size;
  }

  /** The id of a new session. Nothing is kept before it listens or subscribes. */
  newId(revision: string): string {
    return `${this.clock.now().toString(36)}.${revision}.${randomUUID()}`;
  }

  /** The revision that a session agreed on. */
  revisionOf(id: string | undefined): string | undefined {
    return SESSION_ID.exec(id ?? '')?.groups?.['revision'];
  }

  /** Tells the session over this answer from now on; `false` = the client has to begin anew. */
  listen(id: string, response: Response): boolean {
    const session = this.find(id);
    if (session === undefined) return false;
    response.writeHead(200, {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store',
      'X-Accel-Buffering': 'no',
      'Mcp-Session-Id': id,
    });
    const reader = new StreamReader(response);
    response.once('close', () => {
      session.left(reader);
    });
    session.listen(reader);
    return true;
  }

  /** @throws ProtocolError when there is no such resource or session, or no room */
  subscribe(id: string | undefined, uri: string): void {
    if (subscribable(uri) === undefined) throw new ResourceNotFoundError(uri.slice(0, 200));
    const session = this.known(id);
    if (session.uris.has(uri)) return;
    if (session.uris.size >= MOST_URIS || !this.subscriptions.add(uri)) {
      throw new ProtocolError(
        ProtocolErrorCode.InvalidRequest,
        'There are too many subscriptions.',
      );
    }
    session.uris.add(uri);
  }

  /** @throws ProtocolError when there is no such session */
  unsubscribe(id: string | undefined, uri: string): void {
    if (this.known(id).uris.delete(uri)) this.subscriptions.remove(uri);
  }

  /** Ends a session; whether there was one makes no difference. */
  forget(id: string): void {
    const session = this.sessions.get(id);
    if (session === undefined) return;
    this.sessions.delete(id);
    session.end();
    for (const uri of session.uris) this.subscriptions.remove(uri);
  }

  private known(id: string | undefined): LegacySession {
    const session = id === undefined ? undefined : this.find(id);
    if (session !== undefined) return session;
    const message =
      'Subscriptions belong to a session: initialize, and send the Mcp-Session-Id that the answer has.';
    throw new ProtocolError(ProtocolErrorCode.InvalidRequest, message);
  }

  private find(id: string): LegacySession | undefined {
    const known = this.sessions.get(id);
    if (known !== undefined) return known;
    const madeAt = parseInt(SESSION_ID.exec(id)?.groups?.['madeAt'] ?? '', 36);
    const fresh = Math.abs(this.clock.now() - madeAt) <= FRESH_MS;
    if (!fresh || this.sessions.size >= MOST_SESSIONS || this.state.phase === 'draining') {
      return undefined;
    }
    const session: LegacySession = new LegacySession(
      () => this.clock.monotonic(),
      this.bell.subscribe((event) => {
        session.tell(event);
      }),
    );
    this.sessions.set(id, session);
    return session;
  }

  private keepUp(): Promise<void> {
    for (const [id, session] of this.sessions) {
      if (session.idleMs > KEPT_IDLE_MS) this.forget(id);
      else session.keepAlive();
    }
    return Promise.resolve();
  }
}
