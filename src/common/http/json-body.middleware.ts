import { isUtf8 } from 'node:buffer';
import { json, type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { DomainError } from '../domain-error.js';
import { keepRawBody } from './raw-body.js';

const BODY_LIMIT = 256 * 1_024;
const BATCH_BODY_LIMIT = 8 * 1_024 * 1_024;
const BATCH_PATH = '/servers/batch/';
const JSON_TYPE = 'application/json';
const EMPTY = 'entity.empty';
/** Reads its bodies itself: its errors are those of JSON-RPC. */
const MCP_PATH = /^\/mcp\/?$/i;
const METHODS_WITH_BODY = new Set(['POST', 'PUT', 'PATCH']);

/** Reads JSON bodies, at most 256 KiB (8 MiB on the batch routes), in valid UTF-8 only. */
export function jsonBody(): RequestHandler {
  const single = parser(BODY_LIMIT);
  const batch = parser(BATCH_BODY_LIMIT);
  return (request, response, next) => {
    if (!METHODS_WITH_BODY.has(request.method) || MCP_PATH.test(request.path)) {
      next();
      return;
    }
    const parse = request.path.startsWith(BATCH_PATH) ? batch : single;
    parse(request, response, next);
  };
}

function parser(limit: number): RequestHandler {
  const parse = json({
    limit,
    type: (request) => request.headers['content-type'] !== undefined,
    // Refusing to parse scalars would hide the clearer message of the validation.
    strict: false,
    verify: (request, _response, body, encoding) => {
      // body-parser sets a status on what is thrown here and keeps its `type`.
      if (body.length === 0) throw Object.assign(new Error('empty'), { type: EMPTY });
      if (encoding !== 'utf-8') {
        throw Object.assign(new Error(`charset ${encoding}`), { type: 'charset.unsupported' });
      }
      if (!isUtf8(body)) throw new Error('invalid UTF-8');
      keepRawBody(request, body);
    },
  });
  return (request: Request, response: Response, next: NextFunction) => {
    const type = request.headers['content-type'];
    // The commonest form is not worth parsing.
    if (type !== undefined && type !== JSON_TYPE && request.is(JSON_TYPE) === false) {
      next(new DomainError('UNSUPPORTED_MEDIA_TYPE', 'Send the body as application/json.'));
      return;
    }
    parse(request, response, (error?: unknown) => {
      // No body, which body-parser takes for an empty object.
      if (isEmpty(error)) next();
      else next(error === undefined ? undefined : toDomainError(error, limit));
    });
  };
}

function isEmpty(error: unknown): boolean {
  return error instanceof Error && 'type' in error && error.type === EMPTY;
}

/** Errors of body-parser carry a `type`. */
function toDomainError(error: unknown, limit: number): unknown {
  if (!(error instanceof Error)) return error;
  const { type, status } = error as Error & { type?: string; status?: number };
  switch (type) {
    case 'entity.too.large':
      return new DomainError(
        'PAYLOAD_TOO_LARGE',
        `The body is larger than ${limit / 1_024} KiB, the most that this route takes.`,
      );
    case 'entity.parse.failed':
      return new DomainError('MALFORMED_JSON', `The body is not valid JSON: ${error.message}.`);
    case 'entity.verify.failed':
      return new DomainError('MALFORMED_JSON', 'The body is not valid UTF-8.');
    case 'charset.unsupported':
    case 'encoding.unsupported':
      return new DomainError(
        'UNSUPPORTED_MEDIA_TYPE',
        `The body cannot be read: ${error.message}.`,
      );
    default:
      return status !== undefined && status < 500
        ? new DomainError('MALFORMED_REQUEST', `The body cannot be read: ${error.message}.`)
        : error;
  }
}
