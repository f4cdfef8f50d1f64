import { Injectable } from '@nestjs/common';
import type { Request as NodeRequest, Response as NodeResponse } from 'express';
import { Answers } from '../../limits/answers/answers.service.js';
import type { StreamReader } from '../../limits/streams/stream-reader.js';
import { Streams } from '../../limits/streams/streams.service.js';

/** Sends what the SDK answers. */
@Injectable()
export class WebAnswers {
  constructor(
    private readonly answers: Answers,
    private readonly streams: Streams,
  ) {}

  /**
   * Sends an answer, with further headers; `false` = the client did not keep up with a stream.
   * @throws QUOTA_EXCEEDED, OVERLOADED when too many bytes wait for their readers
   */
  async send(
    from: Response,
    request: NodeRequest,
    to: NodeResponse,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<boolean> {
    const own = Object.fromEntries(from.headers);
    if (own['content-type']?.startsWith('text/event-stream') === true) {
      to.writeHead(from.status, { ...own, ...headers });
      return stream(from, to, this.streams.reader(request, to));
    }
    const body = Buffer.from(await from.arrayBuffer());
    this.answers.sendWith(request, to, body.length, () => {
      to.writeHead(from.status, { ...own, ...headers, 'Content-Length': body.length });
      to.end(body);
    });
    return true;
  }
}

/**
 * The SDK keeps what a slow reader has not taken without a limit; this takes it all at once, and has one. The SDK is
 * notified here when the client leaves: the request's signal is forgotten with the request.
 */
async function stream(from: Response, to: NodeResponse, reader: StreamReader): Promise<boolean> {
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
