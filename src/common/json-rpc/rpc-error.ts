/** What HTTP refuses has the code that servers may define first. */
export const SERVER_ERROR = -32_000;

/** The JSON-RPC answer to a request that was refused before its id was known. */
export function rpcError(code: number, message: string): string {
  return JSON.stringify({ jsonrpc: '2.0', id: null, error: { code, message } });
}
