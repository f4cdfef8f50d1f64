import type { Request as NodeRequest, Response as NodeResponse } from 'express';
import { StreamReader } from '../../common/http/stream-reader.js';

/** Every type is accepted; the SDK looks for the two by name. */
const ANYTHING = /\*\/\*(?!\s*;\s*q=0(\.0*)?\s*(,|$))/;
const BOTH = 'application/json, text/event-stream';

/** A request as the SDK takes it, without its body, which is handed over parsed; aborted when the client leaves. */
export function toWebRequest(request: NodeRequest, response: NodeResponse): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  if (ANYTHING.test(headers.get('accept') ?? '')) headers.set('accept', BOTH);
  const controller = new AbortController();
  response.once('close', () => {
    controller.abort();
  });
  if (response.destroyed) controller.abort();
  return new Request('http://localhost/mcp', {
    method: request.method,
    headers,
    signal: controller.signal,
  });
}

/** Sends the SDK's answer, with further headers; `false` = the client did not keep up with a stream. */
export async function sendWebResponse(
  from: Response,
  to: NodeResponse,
  headers: Readonly<Record<string, string>> = {},
): Promise<boolean> {
  const own = Object.fromEntries(from.headers);
  if (own['content-type']?.startsWith('text/event-stream') === true) {
    to.writeHead(from.status, { ...own, ...headers });
    return stream(from, to);
  }
  const body = Buffer.from(await from.arrayBuffer());
  to.writeHead(from.status, { ...own, ...headers, 'Content-Length': body.length });
  to.end(body);
  return true;
}

/**
 * The SDK keeps what a slow reader has not taken without a limit; this takes it all at once, and has one. That the
 * client left is told to the SDK here: the request's signal is forgotten with the request.
 */
async function stream(from: Response, to: NodeResponse): Promise<boolean> {
  const reader = new StreamReader(to);
  const chunks = (from.body as ReadableStream<Uint8Array> | null)?.getReader();
  const leave = (): void => void chunks?.cancel();
  to.once('close', leave);
  if (to.destroyed) leave();
  for (;;) {
    const chunk = await chunks?.read();
    if (chunk?.value === undefined) break;
    reader.send(chunk.value);
  }
  reader.end('');
  return !reader.wasCutOff;
}
