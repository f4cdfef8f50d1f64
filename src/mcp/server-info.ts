import type { Implementation } from '@modelcontextprotocol/server';

export const OWN_NAME = 'omega-fastmcp-directory';

/** How the directory introduces itself to its clients. */
export function serverInfo(version: string): Implementation {
  return { name: OWN_NAME, title: 'OMEGA FastMCP Directory', version };
}
