/** The MCP endpoint: its errors are those of JSON-RPC, and pages of allowed origins may send to it. */
export const MCP_PATH = '/mcp';
