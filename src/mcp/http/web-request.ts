import type { Request as NodeRequest, Response as NodeResponse } from 'express';

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
