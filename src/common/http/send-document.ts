import type { Request, Response } from 'express';

/** An answer that is ready to be sent. */
export interface SendableDocument {
  readonly body: Buffer;
  /** Weak entity tag, quotes included. */
  readonly etag: string;
}

/** Sends JSON with its entity tag, or `304` when the client has it already (RFC 9110, If-None-Match). */
export function sendDocument(
  request: Request,
  response: Response,
  { body, etag }: SendableDocument,
  cacheControl: string,
): void {
  response.setHeader('ETag', etag);
  response.setHeader('Cache-Control', cacheControl);
  if (matchesEtag(request.headers['if-none-match'], etag)) {
    response.statusCode = 304;
    response.end();
    return;
  }
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  response.setHeader('Content-Length', body.length);
  response.end(body);
}

/** Weak comparison: `W/` does not count. */
export function matchesEtag(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === '*') return true;
  const opaque = etag.replace(/^W\//, '');
  return ifNoneMatch.split(',').some((tag) => tag.trim().replace(/^W\//, '') === opaque);
}
