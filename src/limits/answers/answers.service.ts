import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Clock } from '../../common/clock.js';
import { clientOf } from '../../common/http/client.js';
import {
  sendBody,
  sendNotModified,
  setHead,
  type DocumentHead,
  type SendableDocument,
  type StreamedDocument,
} from '../../common/http/send-document.js';
import { itsTurn, whenOver } from '../../common/http/when-over.js';
import { Budgets } from '../budgets.service.js';
import type { Budget } from '../budget.js';
import { noRoom } from '../hold.js';
import { Compression, encodingFor, LEAST_COMPRESSED_BYTES } from './compression.js';
import { writePieces } from './write-pieces.js';

/** A reader has this long to take a piece of an answer. */
const PATIENCE_MS = 30_000;
const PIECE_BYTES = 64 * 1_024;

/** Sends answers: what waits in memory for their readers is limited, for each client and for all together. */
@Injectable()
export class Answers {
  private readonly bytes: Budget;
  private readonly compression = new Compression();

  constructor(
    budgets: Budgets,
    private readonly clock: Clock,
  ) {
    this.bytes = budgets.of('answer bytes');
  }

  /**
   * Sends a document that is in memory, or `304`.
   * @throws QUOTA_EXCEEDED, OVERLOADED when too many bytes wait for their readers
   */
  send(
    request: Request,
    response: Response,
    document: SendableDocument,
    cacheControl: string,
  ): void {
    const { body } = document;
    const isLong = body.length >= LEAST_COMPRESSED_BYTES;
    if (isLong) varyByEncoding(response);
    if (sendNotModified(request, response, document, cacheControl)) return;
    this.sendWith(request, response, body.length, () => {
      setHead(response, document, cacheControl);
      const encoding = isLong ? encodingFor(request) : undefined;
      const compressed = encoding && this.compression.body(body, encoding);
      if (encoding !== undefined && compressed !== undefined) {
        response.setHeader('Content-Encoding', encoding);
      }
      sendBody(response, compressed ?? body);
    });
  }

  /** `true` = the client has the document already, and `304` was sent. */
  notModified(
    request: Request,
    response: Response,
    head: DocumentHead,
    cacheControl: string,
  ): boolean {
    varyByEncoding(response);
    return sendNotModified(request, response, head, cacheControl);
  }

  /**
   * Sends a document piece by piece as its reader takes it, or `304`. Resolves when it is over.
   * @throws QUOTA_EXCEEDED, OVERLOADED when too many bytes wait for their readers
   */
  async stream(
    request: Request,
    response: Response,
    document: StreamedDocument,
    cacheControl: string,
  ): Promise<void> {
    if (this.notModified(request, response, document, cacheControl)) return;
    if (request.method === 'HEAD') {
      setHead(response, document, cacheControl);
      response.end();
      return;
    }
    const client = clientOf(request).key;
    this.admit(client, document.bytes);
    this.bytes.take(client, document.bytes);
    whenOver(request, response, () => {
      this.bytes.give(client, document.bytes);
    });
    if (!(await itsTurn(request, response))) return;
    setHead(response, document, cacheControl);
    const encoding = encodingFor(request);
    const compressed = encoding && this.compression.stream(document.pieces(), encoding);
    if (encoding !== undefined && compressed !== undefined) {
      response.setHeader('Content-Encoding', encoding);
    }
    const pace = { clock: this.clock, patienceMs: PATIENCE_MS };
    await writePieces(response, compressed ?? document.pieces(), pace);
  }

  /**
   * Sends an answer of so many bytes by a function; it counts for as long as it waits for its reader.
   * @throws QUOTA_EXCEEDED, OVERLOADED before anything is sent, when too many bytes wait for their readers
   */
  sendWith(request: Request, response: Response, bytes: number, send: () => void): void {
    // While nothing waits there is room for everybody, and nothing has to be looked up.
    if (this.bytes.used > 0) this.admit(clientOf(request).key, bytes);
    send();
    // Mostly the system has taken it already.
    if (response.writableLength === 0) return;
    const client = clientOf(request).key;
    this.bytes.take(client, bytes);
    const patienceMs = PATIENCE_MS * Math.ceil(bytes / PIECE_BYTES);
    const stop = this.clock.after(patienceMs, () => request.socket.destroy());
    whenOver(request, response, () => {
      stop();
      this.bytes.give(client, bytes);
    });
  }

  /** Every client may have one answer at a time, however small its share. */
  private admit(client: string, bytes: number): void {
    const refusal = this.bytes.refusal(client, bytes);
    if (refusal === undefined) return;
    if (refusal === 'share' && this.bytes.usedBy(client) === 0) return;
    throw noRoom(this.bytes.name, refusal);
  }
}

/** `Vary` is parsed only where something else has set it. */
function varyByEncoding(response: Response): void {
  if (response.hasHeader('Vary')) response.vary('Accept-Encoding');
  else response.setHeader('Vary', 'Accept-Encoding');
}
