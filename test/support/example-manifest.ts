import { REGISTER_EXAMPLES } from '../../src/registry/http/request-examples.js';

/** The example server of the README and the API documentation, as a member sends it. */
export const MY_ANALYZER = REGISTER_EXAMPLES.leased.value;

/** Icons as MCP has them. */
export const ICONS = [
  { src: 'https://a.example/dark.svg', mimeType: 'image/svg+xml', sizes: ['any'], theme: 'dark' },
  { src: 'https://a.example/icon.png' },
];

/** A small valid manifest. */
export function manifest(
  id: string,
  changes: object = {},
): Record<string, unknown> & { id: string } {
  return {
    id,
    display_name: `Server ${id}`,
    version: '1.0.0',
    endpoints: { mcp: `http://localhost:8080/${id}/mcp` },
    ...changes,
  };
}
