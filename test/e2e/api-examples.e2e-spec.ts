import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/test-app.js';

/** Routes whose bodies have many optional fields: Swagger UI would fill in all of them. */
const ROUTES = [
  '/servers/register',
  '/servers/heartbeat',
  '/servers/batch/register',
  '/servers/batch/heartbeat',
];

type Examples = Readonly<Record<string, { readonly value: object }>>;

interface ApiDocument {
  readonly paths: Readonly<
    Record<string, { post: { requestBody: { content: Record<string, { examples?: Examples }> } } }>
  >;
}

describe('The examples in the API documentation', () => {
  let directory: TestApp;
  let document: ApiDocument;

  beforeAll(async () => {
    directory = await startTestApp();
    const { body } = (await directory.http.get('/docs-json').expect(200)) as { body: ApiDocument };
    document = body;
  });

  afterAll(async () => {
    await directory.end();
  });

  it('should not be written as YAML, which holds up everybody', async () => {
    await directory.http.get('/docs-yaml').expect(404);
  });

  it.each(ROUTES)('should be what POST %s takes', async (path) => {
    const { examples = {} } =
      document.paths[path]?.post.requestBody.content['application/json'] ?? {};
    expect(Object.keys(examples)).not.toHaveLength(0);
    for (const { value } of Object.values(examples)) {
      const answer = await directory.http.post(path).send(value);
      expect([200, 201]).toContain(answer.status);
      expect(JSON.stringify(answer.body)).not.toContain('"problem"');
    }
  });
});
