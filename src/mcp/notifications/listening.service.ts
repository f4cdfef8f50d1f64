import { Injectable, Logger } from '@nestjs/common';
import { createMcpHandler } from '@modelcontextprotocol/server';
import type { DirectoryServer } from '../directory-server.js';
import type { Request, Response } from 'express';
import { Clock } from '../../common/clock.js';
import { clientOf } from '../../common/http/client.js';
import { ProcessState } from '../../common/process-state.js';
import { TimeSlice } from '../../common/time-slice.js';
import { Streams } from '../../limits/streams/streams.service.js';
import { SERVER_ERROR } from '../../common/json-rpc/rpc-error.js';
import { sendFault } from '../http/rpc-fault.js';
import { WebAnswers } from '../http/web-answers.service.js';
import { toWebRequest } from '../http/web-request.js';
import { ChangeBell } from './change-bell.service.js';
import { Subscriptions } from './subscriptions.service.js';

const MOST_URIS = 1_000;

/** Streams of `subscriptions/listen`, revision 2026-07-28. */
@Injectable()
export class Listening {
  private readonly logger = new Logger('Mcp');
  private handler: ReturnType<typeof createMcpHandler> | undefined;
  /** Open streams. */
  streams = 0;
  /** Listeners that did not keep up. */
  cutOff = 0;

  constructor(
    private readonly bell: ChangeBell,
    private readonly subscriptions: Subscriptions,
    private readonly state: ProcessState,
    private readonly clock: Clock,
    private readonly limits: Streams,
    private readonly answers: WebAnswers,
  ) {
    state.onDrain(() => {
      // Each stream ends with its result, by which a client knows that it may listen again.
      void this.handler?.close();
    });
  }

  /**
   * Answers a valid or invalid request to listen; `server` says what the directory can do.
   * @throws QUOTA_EXCEEDED, OVERLOADED when there are too many streams
   */
  async listen(
    request: Request,
    response: Response,
    body: unknown,
    server: () => DirectoryServer,
  ): Promise<void> {
    this.limits.admit(request, response);
    const client = clientOf(request).key;
    const held: string[] = [];
    this.streams += 1;
    try {
      const parsedBody = await this.honoured(body, client, held);
      if (this.state.phase === 'draining') {
        const message = 'This replica is stopping: listen again.';
        sendFault(response, { status: 503, code: SERVER_ERROR, message });
        return;
      }
      this.handler ??= createMcpHandler(server, {
        legacy: 'reject',
        bus: this.bell,
        maxSubscriptions: Infinity,
      });
      const answer = await this.handler.fetch(toWebRequest(request, response), { parsedBody });
      const keptUp = await this.answers.send(answer, request, response);
      if (!keptUp) this.noteCutOff();
    } finally {
      this.streams -= 1;
      for (const uri of held) {
        this.subscriptions.unlisten(uri);
        this.subscriptions.remove(uri, client);
      }
    }
  }

  /**
   * The request with only those resources that changes can be told of; the SDK acknowledges what is left. They are
   * noted in `held`.
   */
  private async honoured(body: unknown, client: string, held: string[]): Promise<unknown> {
    const message = body as ListenMessage;
    const wanted = message.params?.notifications?.resourceSubscriptions;
    if (!Array.isArray(wanted) || !wanted.every((uri) => typeof uri === 'string')) return body;
    const slice = new TimeSlice(this.clock);
    for (const uri of new Set(wanted.slice(0, MOST_URIS))) {
      await slice.pause();
      const kept = this.subscriptions.add(uri, client);
      if (kept === undefined) continue;
      held.push(kept);
      this.subscriptions.listen(kept);
    }
    const notifications = { ...message.params?.notifications, resourceSubscriptions: held };
    return { ...message, params: { ...message.params, notifications } };
  }

  private noteCutOff(): void {
    this.cutOff += 1;
    const msg = 'A stream to an MCP client was ended because it did not keep up';
    this.logger.log({ msg, streams: this.streams, cut_off: this.cutOff });
  }
}

interface ListenMessage {
  readonly params?: {
    readonly notifications?: { readonly resourceSubscriptions?: unknown };
  };
}
