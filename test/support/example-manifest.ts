/** The example server of the README and the API documentation, as a member sends it. */
export const MY_ANALYZER = {
  id: 'my_analyzer',
  display_name: 'My Code Analyzer',
  description: 'Analyzes source code and reports problems.',
  version: '1.0.0',
  endpoints: { mcp: 'http://localhost:8080/mcp', health: 'http://localhost:8080/health' },
  tools: [{ name: 'analyze_code', description: 'Finds problems in a source file.' }],
  tags: ['code', 'analysis', 'python'],
};

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
