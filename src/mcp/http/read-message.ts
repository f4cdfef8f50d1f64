import { isUtf8 } from 'node:buffer';
import { isJsonContentType } from '@modelcontextprotocol/server';
import { raw, type Request, type Response } from 'express';
import { isTooDeep, MAX_JSON_DEPTH } from '../../common/json-faults.js';
import { INVALID_REQUEST, PARSE_ERROR, SERVER_ERROR, type RpcFault } from './rpc-fault.js';

const BODY_LIMIT = 64 * 1_024;
const BATCH_LIMIT = 16;

const readRaw = raw({ limit: BODY_LIMIT, type: () => true });

/** A parsed body, or why there is none. */
export type ReadMessage = { readonly body: unknown } | { readonly fault: RpcFault };

/** Reads a message (at most 64 KiB) or a batch of an old revision (at most 16 messages). */
export async function readMessage(request: Request, response: Response): Promise<ReadMessage> {
  if (!isJsonContentType(request.headers['content-type'] ?? null)) {
    return fault(415, SERVER_ERROR, 'Send the message as application/json.');
  }
  const failure = await new Promise((resolve) => {
    readRaw(request, response, resolve);
  });
  if (failure !== undefined) return unreadable(failure);
  return parsed(request.body);
}

function parsed(bytes: unknown): ReadMessage {
  if (!Buffer.isBuffer(bytes)) return fault(400, PARSE_ERROR, 'The body is empty.');
  if (!isUtf8(bytes)) return fault(400, PARSE_ERROR, 'The body is not valid UTF-8.');
  let body: unknown;
  try {
    body = JSON.parse(bytes.toString());
  } catch {
    return fault(400, PARSE_ERROR, 'The body is not valid JSON.');
  }
  if (isTooDeep(body)) {
    return fault(
      400,
      INVALID_REQUEST,
      `The message is nested deeper than ${MAX_JSON_DEPTH} levels.`,
    );
  }
  if (Array.isArray(body) && (body.length === 0 || body.length > BATCH_LIMIT)) {
    return fault(400, INVALID_REQUEST, `A batch has 1 to ${BATCH_LIMIT} messages.`);
  }
  return { body };
}

/** Errors of Express's parsers carry their HTTP status. */
function unreadable(error: unknown): ReadMessage {
  const { status = 400 } = error as { status?: number };
  if (status === 413) {
    return fault(413, SERVER_ERROR, `The body is larger than ${BODY_LIMIT / 1_024} KiB.`);
  }
  return fault(status < 500 ? status : 400, PARSE_ERROR, 'The body cannot be read.');
}

function fault(status: number, code: number, message: string): ReadMessage {
  return { fault: { status, code, message } };
}
