import type { Answer } from '../../outbound/dial/dialler.js';
import { readJsonRpc } from './json-rpc-answer.js';
import { outcomeOfStatus, type ProbeOutcome } from './probe-outcome.js';

const METHOD_NOT_FOUND = -32_601;

/** Errors that only servers of MCP 2026-07-28 and later send: wrong headers, missing capability, version. */
const MODERN_ERRORS: ReadonlySet<number | undefined> = new Set([-32_020, -32_021, -32_022]);

/** From here on it is a gateway that speaks, or a server that says that it can't serve. */
const GATEWAY_STATUS = 502;

const JSON_TYPE = 'application/json';
const STREAM_TYPE = 'text/event-stream';
const MEDIA_TYPE = /^[\w.+-]{1,60}\/[\w.+-]{1,60}/;

/** What the answer to `server/discover` says of a server; `undefined` = ask it in the way of older ones. */
export async function judgeDiscover(answer: Answer): Promise<ProbeOutcome | undefined> {
  const head = judgeHead(answer, 'server/discover');
  if (head !== undefined) return head;
  const plain = outcomeOfStatus(answer.statusCode);
  if (answer.statusCode >= GATEWAY_STATUS) return plain;
  const message = await readMessage(answer);
  if (message === undefined) return plain.state === 'alive' ? notMcp(answer) : undefined;
  if (message.result === undefined && !MODERN_ERRORS.has(message.errorCode)) return undefined;
  return alive('server/discover');
}

/** What the answer to `initialize` says of a server that has refused `server/discover`. */
export async function judgeInitialize(answer: Answer): Promise<ProbeOutcome> {
  const head = judgeHead(answer, 'initialize');
  if (head !== undefined) return head;
  const plain = outcomeOfStatus(answer.statusCode);
  if (plain.state === 'unreachable') return plain;
  const message = await readMessage(answer);
  if (message === undefined) return plain.state === 'alive' ? notMcp(answer) : plain;
  const { result, errorCode } = message;
  const strange =
    result === undefined ? errorCode === METHOD_NOT_FOUND : !('protocolVersion' in result);
  if (strange) return { state: 'not_mcp', detail: 'speaks JSON-RPC, but not MCP' };
  return alive('initialize', errorCode);
}

/** What can be said without the body; `undefined` when it is needed. */
function judgeHead(answer: Answer, method: string): ProbeOutcome | undefined {
  const plain = outcomeOfStatus(answer.statusCode);
  if (plain.state === 'alive') {
    const type = mediaType(answer);
    // What the stream says comes when the server likes.
    if (type === STREAM_TYPE) return alive(method);
    return type === JSON_TYPE ? undefined : notMcp(answer);
  }
  const final = plain.state === 'gated' || answer.statusCode < 400 || answer.statusCode === 405;
  return final ? plain : undefined;
}

async function readMessage(answer: Answer): ReturnType<typeof readJsonRpc> {
  return mediaType(answer) === JSON_TYPE ? readJsonRpc(answer) : undefined;
}

function alive(method: string, errorCode?: number): ProbeOutcome {
  const how = errorCode === undefined ? '' : ` with error ${errorCode}`;
  return { state: 'alive', detail: `answers ${method}${how}` };
}

function notMcp(answer: Answer): ProbeOutcome {
  const type = mediaType(answer) ?? 'no media type';
  return { state: 'not_mcp', detail: `HTTP ${answer.statusCode} with ${type}, not MCP` };
}

/** Type and subtype only: the rest is whatever a server likes to write. */
function mediaType({ headers }: Answer): string | undefined {
  const value = headers['content-type'];
  return typeof value === 'string' ? MEDIA_TYPE.exec(value)?.[0].toLowerCase() : undefined;
}
