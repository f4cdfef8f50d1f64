import { isJsonContentType } from '@modelcontextprotocol/server';
import type { Request, Response } from 'express';
import type { BodyReader } from '../../bodies/body-reader.service.js';
import { readJson } from '../../bodies/json/read-json.js';
import { DomainError } from '../../common/domain-error.js';
import { SERVER_ERROR } from '../../common/json-rpc/rpc-error.js';
import { faultOf, INVALID_REQUEST, PARSE_ERROR, type RpcFault } from './rpc-fault.js';

const BODY_LIMIT = 64 * 1_024;
const BATCH_LIMIT = 16;

/** A parsed body, or why there is none. */
export type ReadMessage = { readonly body: unknown } | { readonly fault: RpcFault };

/** Reads a message (at most 64 KiB) or a batch of an old revision (at most 16 messages). */
export async function readMessage(
  bodies: BodyReader,
  request: Request,
  response: Response,
): Promise<ReadMessage> {
  if (!isJsonContentType(request.headers['content-type'] ?? null)) {
    return fault(415, SERVER_ERROR, 'Send the message as application/json.');
  }
  try {
    // What is kept of a message that opens a stream counts among the streams.
    const limits = { mostBytes: BODY_LIMIT, untilRead: true };
    return parsed(await bodies.read(request, response, limits));
  } catch (error) {
    if (error instanceof DomainError) {
      return { fault: faultOf(error, error.status === 400 ? PARSE_ERROR : SERVER_ERROR) };
    }
    throw error;
  }
}

function parsed(bytes: Buffer): ReadMessage {
  if (bytes.length === 0) return fault(400, PARSE_ERROR, 'The body is empty.');
  const read = readJson(bytes);
  if ('fault' in read) {
    const { kind, message } = read.fault;
    return kind === 'syntax'
      ? fault(400, PARSE_ERROR, `The body ${message}.`)
      : fault(400, INVALID_REQUEST, `The message ${message}.`);
  }
  const body = read.value;
  if (Array.isArray(body) && (body.length === 0 || body.length > BATCH_LIMIT)) {
    return fault(400, INVALID_REQUEST, `A batch has 1 to ${BATCH_LIMIT} messages.`);
  }
  return { body };
}

function fault(status: number, code: number, message: string): ReadMessage {
  return { fault: { status, code, message } };
}
