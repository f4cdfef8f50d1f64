import type { Request, Response } from 'express';
import { matchesEtag } from './etag.js';

/** An answer that is ready to be sent. */
export interface SendableDocument {
  readonly body: Buffer;
  /** Weak entity tag, quotes included. */
  readonly etag: string;
  /** `application/json; charset=utf-8` unless it says something else. */
  readonly contentType?: string;
  /** It is smaller than it should be, because working it out would have cost too much. */
  readonly partial?: boolean;
}

/** Names why an answer is partial; the other answers do not have it. */
export const PARTIAL_HEADER = 'X-Omega-Partial';
const PARTIAL_REASON = 'search-budget';

const JSON_TYPE = 'application/json; charset=utf-8';

/** Sends JSON with its entity tag, or `304` when the client has it already (RFC 9110, If-None-Match). */
export function sendDocument(
  request: Request,
  response: Response,
  { body, etag, contentType = JSON_TYPE, partial = false }: SendableDocument,
  cacheControl: string,
): void {
  response.setHeader('ETag', etag);
  response.setHeader('Cache-Control', cacheControl);
  if (partial) response.setHeader(PARTIAL_HEADER, PARTIAL_REASON);
  if (matchesEtag(request.headers['if-none-match'], etag)) {
    response.statusCode = 304;
    response.end();
    return;
  }
  response.setHeader('Content-Type', contentType);
  response.setHeader('Content-Length', body.length);
  response.end(body);
}
