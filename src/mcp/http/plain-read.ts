import type { Request } from 'express';

const REVISION = '2026-07-28';
const METHOD = 'resources/read';
const VERSION_KEY = 'io.modelcontextprotocol/protocolVersion';
const CAPABILITIES_KEY = 'io.modelcontextprotocol/clientCapabilities';
const CLIENT_KEY = 'io.modelcontextprotocol/clientInfo';

/** A request to read a resource. */
export interface PlainRead {
  readonly id: string | number;
  readonly uri: string;
}

/**
 * Recognises a valid `resources/read` of revision 2026-07-28 that asks for nothing else; `undefined` = the SDK is to
 * look at it, for whatever is unusual in it.
 */
export function plainRead({ headers }: Request, body: unknown): PlainRead | undefined {
  if (headers['mcp-method'] !== METHOD || headers['mcp-protocol-version'] !== REVISION) {
    return undefined;
  }
  if (!isObject(body) || !hasOnly(body, ['jsonrpc', 'id', 'method', 'params'])) return undefined;
  const { jsonrpc, id, method, params } = body;
  if (jsonrpc !== '2.0' || method !== METHOD || !isObject(params)) return undefined;
  if (typeof id !== 'string' && !Number.isSafeInteger(id)) return undefined;
  const { uri, _meta: meta } = params;
  if (typeof uri !== 'string' || headers['mcp-name'] !== uri) return undefined;
  if (!hasOnly(params, ['uri', '_meta']) || !isPlainMeta(meta)) return undefined;
  return { id: id as string | number, uri };
}

function isPlainMeta(meta: unknown): boolean {
  if (!isObject(meta) || !hasOnly(meta, [VERSION_KEY, CAPABILITIES_KEY, CLIENT_KEY])) return false;
  const { [VERSION_KEY]: version, [CAPABILITIES_KEY]: capabilities, [CLIENT_KEY]: client } = meta;
  if (version !== REVISION || !isObject(capabilities)) return false;
  if (!Object.entries(capabilities).every(isPlainCapability)) return false;
  return client === undefined || (isObject(client) && isNamed(client));
}

/** One without details, or with those that clients commonly tell. */
function isPlainCapability([name, details]: [string, unknown]): boolean {
  if (!isObject(details)) return false;
  if (name === 'roots') {
    const { listChanged = false } = details;
    return hasOnly(details, ['listChanged']) && typeof listChanged === 'boolean';
  }
  return Object.values(details).every((detail) => isObject(detail) && hasOnly(detail, []));
}

function isNamed(client: Record<string, unknown>): boolean {
  const { name, version } = client;
  return hasOnly(client, ['name', 'version']) && isText(name) && isText(version);
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function hasOnly(object: object, names: readonly string[]): boolean {
  return Object.keys(object).every((name) => names.includes(name));
}
