import type { Request, Response } from 'express';
import { matchesEtag } from './etag.js';

/** What is known of every answer before it is sent. */
export interface DocumentHead {
  /** Weak entity tag, quotes included. */
  readonly etag: string;
  /** `application/json; charset=utf-8` unless it says something else. */
  readonly contentType?: string;
  /** It is smaller than it should be, because working it out would have cost too much. */
  readonly partial?: boolean;
}

/** An answer that is ready to be sent. */
export interface SendableDocument extends DocumentHead {
  readonly body: Buffer;
}

/** An answer that is made while it is sent. */
export interface StreamedDocument extends DocumentHead {
  /** About how many bytes it has. */
  readonly bytes: number;
  /** Its parts, some 64 KiB each, made one by one. */
  pieces(): Iterable<string> | AsyncIterable<string>;
}

/** Names why an answer is partial; the other answers do not have it. */
export const PARTIAL_HEADER = 'X-Omega-Partial';
const PARTIAL_REASON = 'search-budget';

const JSON_TYPE = 'application/json; charset=utf-8';

/** Sends JSON with its entity tag, or `304` when the client has it already (RFC 9110, If-None-Match). */
export function sendDocument(
  request: Request,
  response: Response,
  document: SendableDocument,
  cacheControl: string,
): void {
  if (sendNotModified(request, response, document, cacheControl)) return;
  setHead(response, document, cacheControl);
  sendBody(response, document.body);
}

/** `true` = the client has it already, and `304` was sent. */
export function sendNotModified(
  request: Request,
  response: Response,
  document: DocumentHead,
  cacheControl: string,
): boolean {
  if (!matchesEtag(request.headers['if-none-match'], document.etag)) return false;
  setValidators(response, document, cacheControl);
  response.statusCode = 304;
  response.end();
  return true;
}

/** Sets the headers of an answer that will be sent. */
export function setHead(response: Response, document: DocumentHead, cacheControl: string): void {
  setValidators(response, document, cacheControl);
  response.setHeader('Content-Type', document.contentType ?? JSON_TYPE);
}

function setValidators(
  response: Response,
  { etag, partial = false }: DocumentHead,
  cacheControl: string,
): void {
  response.setHeader('ETag', etag);
  response.setHeader('Cache-Control', cacheControl);
  if (partial) response.setHeader(PARTIAL_HEADER, PARTIAL_REASON);
}

/** Sends a body that is there as a whole. */
export function sendBody(response: Response, body: Buffer): void {
  response.setHeader('Content-Length', body.length);
  response.end(body);
}
