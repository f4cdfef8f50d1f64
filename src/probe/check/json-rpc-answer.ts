import { parseJson } from '../../common/parse-json.js';
import type { Answer } from '../../outbound/dial/dialler.js';

/** More of an answer is not read: it would not fit the two methods that are asked. */
const MAX_BYTES = 64 * 1_024;

/** A JSON-RPC 2.0 response (https://www.jsonrpc.org/specification, section 5), as far as it matters here. */
export interface JsonRpcAnswer {
  /** `undefined` when it is an error. */
  readonly result: object | undefined;
  /** `undefined` when it is a result. */
  readonly errorCode: number | undefined;
}

/** Reads a body as a JSON-RPC response; `undefined` when it is none. */
export async function readJsonRpc({ body }: Answer): Promise<JsonRpcAnswer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) return undefined;
    chunks.push(chunk);
  }
  try {
    return asResponse(parseJson(Buffer.concat(chunks).toString()));
  } catch {
    return undefined;
  }
}

function asResponse(json: unknown): JsonRpcAnswer | undefined {
  if (!isObject(json) || json['jsonrpc'] !== '2.0') return undefined;
  const { result, error } = json;
  if (isObject(result)) return { result, errorCode: undefined };
  if (!isObject(error) || !Number.isInteger(error['code'])) return undefined;
  return { result: undefined, errorCode: error['code'] as number };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
