import type { IncomingMessage } from 'node:http';

type Headed = Pick<IncomingMessage, 'headers'>;

const bodies = new WeakMap<Headed, Buffer>();

/** Keeps a body as it was sent where somebody may have to digest it: with `Content-Digest` and a signature over it. */
export function keepRawBody(request: Headed, body: Buffer): void {
  const { 'content-digest': digest, 'signature-input': signed } = request.headers;
  if (digest !== undefined && signed !== undefined) bodies.set(request, body);
}

/** The kept body; empty when none was kept. */
export function rawBody(request: Headed): Buffer {
  return bodies.get(request) ?? Buffer.alloc(0);
}
