import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ERROR_CODES } from '../../src/common/error-code.js';
import { visibleState } from '../support/directory-state.js';
import { ExampleDirectory } from '../support/example-directory.js';
import { MY_ANALYZER } from '../support/example-manifest.js';
import { pathsOf, problemOf } from '../support/problem.js';
import type { RawClient } from '../support/raw-client.js';
import { BAD_MANIFESTS } from './bad-input/bad-manifests.js';
import { BAD_OPERATORS } from './bad-input/bad-operators.js';
import * as bodies from './bad-input/bad-bodies.js';
import * as paths from './bad-input/bad-paths.js';
import { badBody, type BadRequest, REGISTER } from './bad-input/bad-request.js';
import * as urls from './bad-input/bad-urls.js';

describe('Bad input', () => {
  let directory: ExampleDirectory;
  let client: RawClient;
  let before: unknown;

  beforeAll(async () => {
    directory = await ExampleDirectory.start();
    client = directory.client;
  });

  beforeEach(async () => {
    before = await visibleState(client);
  });

  afterAll(async () => {
    await directory.end();
  });

  async function expectRefusal(row: BadRequest): Promise<void> {
    const answer = await client.send(row);
    const problem = problemOf(answer);
    expect({ code: problem.code, paths: pathsOf(problem) }).toEqual({
      code: row.code,
      paths: [...(row.paths ?? [])].sort(),
    });
    if (row.message !== undefined) {
      const path = row.paths?.[0];
      expect(problem.errors).toContainEqual({ path, message: row.message });
    }
    expect(await visibleState(client)).toEqual(before);
  }

  describe.each(BAD_MANIFESTS)('in a manifest: %s', (_name, rows) => {
    it.each(rows)('should refuse $name', async (row) => {
      await expectRefusal(badBody(row.name, REGISTER, row.json, row.paths, row.message));
    });
  });

  describe.each([
    ['heartbeats', bodies.BAD_HEARTBEATS],
    ['batches', bodies.BAD_BATCHES],
    ['words of operators', BAD_OPERATORS],
    ['needless bodies', bodies.NEEDLESS_BODIES],
    ['unreadable bodies', bodies.UNREADABLE_BODIES],
    ['media types', bodies.WRONG_MEDIA_TYPES],
    ['compressed bodies', bodies.COMPRESSED_BODIES],
    ['huge bodies', bodies.HUGE_BODIES],
    ['query strings', urls.BAD_QUERIES],
    ['pages', urls.BAD_PAGES],
    ['filters', urls.BAD_FILTERS],
    ['query strings on writes', urls.QUERIES_ON_WRITES],
    ['ids in paths', paths.BAD_PATH_IDS],
    ['unknown routes', paths.UNKNOWN_ROUTES],
  ])('in a request: %s', (_name, rows) => {
    it.each(rows)('should refuse $name', expectRefusal);
  });

  it.each(paths.BAD_IF_MATCH)('should refuse If-Match: %s', async (value) => {
    await expectRefusal({
      ...badBody('If-Match', REGISTER, JSON.stringify(MY_ANALYZER), ['If-Match']),
      headers: { 'Content-Type': 'application/json', 'If-Match': value },
    });
  });

  it.each(paths.WRONG_METHODS)('should refuse $name', async (row) => {
    const answer = await client.send(row);
    expect(answer.status).toBe(405);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.headers.allow).toMatch(/^(DELETE|GET|HEAD|POST)(, (GET|HEAD|POST))*$/);
    if (row.method !== 'HEAD') expect(problemOf(answer).code).toBe('METHOD_NOT_ALLOWED');
    expect(await visibleState(client)).toEqual(before);
  });

  it('should have a 4xx for every refusal above', () => {
    const codes = [bodies, paths, urls].flatMap((tables) =>
      Object.values(tables)
        .flat()
        .flatMap((row) => (typeof row === 'string' ? [] : [row.code])),
    );
    for (const code of codes) {
      expect(ERROR_CODES[code].status).toBeGreaterThanOrEqual(400);
      expect(ERROR_CODES[code].status).toBeLessThan(500);
    }
  });

  it('should not have changed the prototype of objects', () => {
    expect(Reflect.ownKeys(Object.prototype)).not.toContain('polluted');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});
