import type { Implementation } from '@modelcontextprotocol/server';

/** Who the directory is to its clients. */
export function serverInfo(version: string): Implementation {
  return { name: 'omega-fastmcp-directory', title: 'OMEGA FastMCP Directory', version };
}
