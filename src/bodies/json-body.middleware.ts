import type { Request, RequestHandler, Response } from 'express';
import type { Clock } from '../common/clock.js';
import { DomainError } from '../common/domain-error.js';
import { TimeSlice } from '../common/time-slice.js';
import { MCP_PATH } from '../common/json-rpc/mcp-path.js';
import { BatchItems, MOST_ITEM_BYTES } from './batch-items.js';
import { hasBody } from './body-bytes.js';
import type { BodyReader } from './body-reader.service.js';
import { keepRawBody } from './raw-body.js';
import { readBatch } from './read-batch.js';
import { jsonError, readJson } from './json/read-json.js';

const KIB = 1_024;
const BODY_LIMIT = MOST_ITEM_BYTES;
const BATCH_BODY_LIMIT = 8 * KIB * KIB;
/** Smaller ones are parsed and checked at once: it takes a moment. */
const SMALL_BODY = 8 * KIB;

/** Routes whose bodies are read item by item, and the field with the items. */
const BATCHES: ReadonlyMap<string, string> = new Map([
  ['/servers/batch/register', 'servers'],
  ['/servers/batch/heartbeat', 'heartbeats'],
]);

/** Small heartbeats are taken even when there is no room: without them servers that are well would be marked. */
const HEARTBEATS = new Set(['/servers/heartbeat', '/servers/batch/heartbeat']);
const FREE_BYTES = 4 * KIB;

const JSON_TYPE = 'application/json';
const CHARSET = /;\s*charset\s*=\s*"?([^\s;"]*)/i;

const METHODS_WITH_BODY = new Set(['POST', 'PUT', 'PATCH']);

/**
 * Reads JSON bodies: one text of at most 256 KiB in UTF-8, not compressed; on the batch routes at most 8 MiB, with
 * {@link BatchItems} in place of the items. `request.body` stays `undefined` where there is none.
 */
export function jsonBody(reader: BodyReader, clock: Clock): RequestHandler {
  const batchLimit = reader.fitting(BATCH_BODY_LIMIT);
  return async (request, response, next) => {
    if (!isToBeRead(request)) {
      next();
      return;
    }
    const list = BATCHES.get(request.path);
    const bytes = await reader.read(request, response, {
      mostBytes: list === undefined ? BODY_LIMIT : batchLimit,
      freeBytes: HEARTBEATS.has(request.path) ? FREE_BYTES : 0,
    });
    keepRawBody(request, bytes);
    if (bytes.length <= SMALL_BODY && list === undefined) request.body = parsed(bytes);
    else if (list === undefined) {
      const slice = new TimeSlice(clock);
      await slice.pause();
      request.body = parsed(bytes);
      // Validating it takes as long again.
      await slice.pause();
    } else {
      const body = await readBatch(bytes, list, reader.parsedAtOnce, clock);
      releaseWith(response, body, list);
      request.body = body;
    }
    next();
  };
}

/** Whether there is a body that says that it is JSON; any other is left unread. */
function isToBeRead(request: Request): boolean {
  const { method, path, headers } = request;
  if (!METHODS_WITH_BODY.has(method) || path === MCP_PATH || !hasBody(request)) return false;
  const type = headers['content-type'];
  if (type === undefined) return false;
  if (type === JSON_TYPE || isJson(request, type)) return true;
  throw new DomainError('UNSUPPORTED_MEDIA_TYPE', 'Send the body as application/json in UTF-8.');
}

function isJson(request: Request, type: string): boolean {
  const charset = CHARSET.exec(type)?.[1] ?? 'utf-8';
  return charset.toLowerCase() === 'utf-8' && request.is(JSON_TYPE) !== false;
}

function parsed(bytes: Buffer): unknown {
  const read = readJson(bytes);
  if ('fault' in read) throw jsonError(read.fault);
  return read.value;
}

/** The items of a batch go when its sender has left: nobody would hear what becomes of them. */
function releaseWith(response: Response, body: unknown, list: string): void {
  const items = (body as Record<string, unknown> | null)?.[list];
  if (!(items instanceof BatchItems)) return;
  const release = (): void => {
    items.release();
  };
  if (response.closed) release();
  else response.once('close', release);
}
