/** Requests to the MCP endpoint, of revision 2026-07-28 and of an older one. */
import { post } from './http-client.mjs';

const REVISION = '2026-07-28';
const OLD_REVISION = '2025-11-25';

/**
 * @param {string} method
 * @param {Record<string, unknown>} [params]
 */
export function mcpRequest(method, params = {}) {
  const meta = {
    'io.modelcontextprotocol/protocolVersion': REVISION,
    'io.modelcontextprotocol/clientCapabilities': {},
  };
  const message = { jsonrpc: '2.0', id: 1, method, params: { ...params, _meta: meta } };
  const name = params.uri === undefined ? {} : { 'Mcp-Name': params.uri };
  return posted(message, { 'MCP-Protocol-Version': REVISION, 'Mcp-Method': method, ...name });
}

/**
 * @param {string} method
 * @param {Record<string, unknown>} params
 */
export function oldMcpRequest(method, params) {
  const message = { jsonrpc: '2.0', id: 1, method, params };
  return posted(message, { 'MCP-Protocol-Version': OLD_REVISION });
}

/**
 * To be told of the list and of these resources.
 * @param {readonly string[]} uris
 */
export function listenRequest(uris) {
  const notifications = { resourcesListChanged: true, resourceSubscriptions: uris };
  return mcpRequest('subscriptions/listen', { notifications });
}

function posted(message, headers) {
  const request = post('/mcp', message);
  const accept = 'application/json, text/event-stream';
  return { ...request, headers: { ...request.headers, Accept: accept, ...headers } };
}
