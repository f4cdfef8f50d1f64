import type { OpenApiDocument } from './openapi.js';

/** One documented route with the example server in its path, or the MCP endpoint, which is documented elsewhere. */
export interface DocumentedRoute {
  readonly method: string;
  readonly path: string;
}

const METHODS: ReadonlySet<string> = new Set(['get', 'post', 'put', 'patch', 'delete']);

/** All routes of the directory. */
export function documentedRoutes(document: OpenApiDocument): readonly DocumentedRoute[] {
  const documented = Object.entries(document.paths).flatMap(([template, operations]) =>
    Object.keys(operations)
      .filter((method) => METHODS.has(method))
      .map((method) => ({
        method: method.toUpperCase(),
        path: template.replace('{id}', 'my_analyzer').replace('{kid}', 'some-key'),
      })),
  );
  return [...documented, ...['GET', 'POST', 'DELETE'].map((method) => ({ method, path: '/mcp' }))];
}
