/** The MCP endpoint: its errors are those of JSON-RPC, and pages of allowed origins may send to it. */
export const MCP_PATH = '/mcp';

const HEALTH: ReadonlySet<string> = new Set(['/health', '/health/live', '/health/ready']);
const DOCS = '/docs';

/** Whether a path is a health route: orchestrators ask these by address, at any time. */
export function isHealth(path: string): boolean {
  return HEALTH.has(path);
}

/** Whether a path is the API documentation, or one of its files. */
export function isDocs(path: string): boolean {
  return path.startsWith(DOCS) && /^\/docs(-json|-yaml|\/.*)?$/.test(path);
}
