import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { visibleState } from '../support/directory-state.js';
import { ExampleDirectory } from '../support/example-directory.js';
import type { OpenApiDocument } from '../support/openapi.js';
import { problemOf } from '../support/problem.js';
import { documentedRoutes, type DocumentedRoute } from '../support/routes.js';

const PARAMETERS: ReadonlySet<string> = new Set(['my_analyzer', 'some-key']);

function encoded(letter: string): string {
  return `%${letter.charCodeAt(0).toString(16)}`;
}

/** Ways to write the path of a route that some proxy or router may take for the same. */
function otherSpellings(path: string): string[] {
  const segments = path.slice(1).split('/');
  const fixed = segments.flatMap((segment, index) => (PARAMETERS.has(segment) ? [] : [index]));
  const write = (changed: (segment: string) => string): string[] =>
    fixed.map((at) => `/${segments.map((part, i) => (i === at ? changed(part) : part)).join('/')}`);
  return [
    ...write((part) => part.toUpperCase()),
    ...write((part) => `${part.charAt(0).toUpperCase()}${part.slice(1)}`),
    ...write((part) => `${encoded(part.charAt(0))}${part.slice(1)}`),
    ...write((part) => `/${part}`),
    ...write((part) => `./${part}`),
    ...write((part) => `x/../${part}`),
    ...write((part) => `%2e/${part}`),
    ...write((part) => `${part};x`),
    ...write((part) => `${part}%20`),
    ...write((part) => `${part}%00`),
    `${path}/`,
    `${path}//`,
    `/${path.slice(1).replaceAll('/', '\\')}`,
    `%2f${path.slice(1)}`.padStart(path.length + 3, '/'),
    ...(segments.length > 1
      ? [path.replace(/(?<=.)\//, '%2F'), path.replace(/(?<=.)\//, '%5C')]
      : []),
  ].filter((other) => other !== path);
}

describe('Other spellings of routes', () => {
  let directory: ExampleDirectory;
  let routes: readonly DocumentedRoute[];

  beforeAll(async () => {
    directory = await ExampleDirectory.start();
    const document = await directory.client.get('/docs-json');
    routes = documentedRoutes(document.json as OpenApiDocument);
  });

  afterAll(async () => {
    await directory.end();
  });

  it('should be no route, whatever the method, and change nothing', async () => {
    const { client } = directory;
    const before = await visibleState(client);
    expect(routes.length).toBeGreaterThan(25);
    for (const { method, path } of routes) {
      for (const other of otherSpellings(path)) {
        const answer = await client.send({ method, path: other });
        expect([method, other, problemOf(answer).code]).toEqual([
          method,
          other,
          // Some are an id: /servers/REGISTER may be removed, and nothing else.
          expect.stringMatching(/^(ROUTE_NOT_FOUND|METHOD_NOT_ALLOWED)$/),
        ]);
      }
      for (const other of [`${path}#`, `${path.replaceAll('/', '\\').replace('\\', '/')}#`]) {
        const answer = await client.send({ method, path: other });
        expect([other, answer.status]).toEqual([other, 400]);
      }
    }
    expect(await visibleState(client)).toEqual(before);
  });

  it.each([
    ['//servers/status', 'begins with two slashes'],
    ['//servers/register', 'begins with two slashes'],
    ['//mcp', 'begins with two slashes'],
    ['//health/live', 'begins with two slashes'],
    ['/servers//status', 'two slashes in a row'],
    ['/servers/status/', 'ends in a slash'],
  ])('should say what is wrong with %s', async (path, words) => {
    for (const method of ['GET', 'POST']) {
      const { code, detail } = problemOf(await directory.client.send({ method, path }));
      expect([code, detail]).toEqual(['ROUTE_NOT_FOUND', expect.stringContaining(words)]);
    }
  });
});
