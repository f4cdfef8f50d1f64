import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { manifest } from '../support/example-manifest.js';
import { OpenApi } from '../support/openapi.js';
import { DIRECTORY, startTestApp, type TestApp } from '../support/test-app.js';

/** As JSON: JavaScript has no such number. */
const INT64 = '{"type":"integer","minimum":-9223372036854775808,"maximum":9223372036854775807}';

describe('The answer to a registration', () => {
  let directory: TestApp;

  beforeEach(async () => {
    directory = await startTestApp();
  });

  afterEach(async () => {
    await directory.end();
  });

  const register = (server: object | string) =>
    directory.http
      .post('/servers/register')
      .set('Content-Type', 'application/json')
      .send(typeof server === 'string' ? server : JSON.stringify(server));

  const named = (id: string, display_name: string): object => manifest(id, { display_name });

  it('should have no notes when there is nothing to tell', async () => {
    const first = await register(named('github', 'GitHub')).expect(201);
    expect(first.body).not.toHaveProperty('notes');
    const again = await register(named('github', 'GitHub')).expect(200);
    expect(again.body).not.toHaveProperty('notes');
    const other = await register(named('weather', 'Weather')).expect(201);
    expect(other.body).not.toHaveProperty('notes');
  });

  it('should note which servers the new one could be taken for', async () => {
    await register(named('github', 'GitHub')).expect(201);
    const openApi = await OpenApi.of(directory);
    const answer = await register(named('G1tHub', 'GіtНub')).expect(201);
    expect(answer.body).toMatchObject({
      outcome: 'registered',
      notes: [
        { path: 'id', message: 'looks like `github`, which is registered too' },
        { path: 'display_name', message: 'looks like that of `github`, which is registered too' },
      ],
    });
    expect(openApi.faults('post', '/servers/register', answer)).toEqual([]);
    const first = await register(named('github', 'GitHub')).expect(200);
    expect(first.body).toMatchObject({
      outcome: 'unchanged',
      notes: [{ path: 'id', message: 'looks like `G1tHub`, which is registered too' }, {}],
    });
    await directory.http.delete('/servers/github').expect(200);
    const alone = await register(named('G1tHub', 'GіtНub')).expect(200);
    expect(alone.body).not.toHaveProperty('notes');
  });

  it('should name a few of many, and only count very many', async () => {
    const ids = ['a-b', 'a.b', 'a_b', 'A-b', 'A.b'];
    for (const id of ids)
      await register(named(id, `Name of ${id.codePointAt(0)} ${id.codePointAt(1)}`));
    const answer = await register(named('A_b', 'Another')).expect(201);
    expect(answer.body).toHaveProperty('notes', [
      {
        path: 'id',
        message: 'looks like `A-b`, `A.b`, `a-b` and 2 more, which are registered too',
      },
    ]);
    const servers = Array.from({ length: 20 }, (_, index) => named(`s${index}x`, 'Same'));
    await directory.http.post('/servers/batch/register').send({ servers }).expect(200);
    const last = await register(named('last', 'same')).expect(201);
    expect(last.body).toHaveProperty('notes', [
      { path: 'display_name', message: 'looks like that of 20 servers, which are registered too' },
    ]);
  });

  it('should note what a batch left out, item by item', async () => {
    const servers = [
      manifest('one'),
      manifest('two', { tools: [{ name: 'a', input_schema: { default: 2 ** 63 } }] }),
    ];
    const { body } = (await directory.http
      .post('/servers/batch/register')
      .send({ servers })
      .expect(200)) as { body: { results: { answer: object }[] } };
    expect(body.results[1]?.answer).toMatchObject({
      notes: [{ path: 'tools[0].input_schema.default' }],
    });
  });

  it('should note bounds of 64 bits that it left out of a schema', async () => {
    const schema = `{"type":"object","properties":{"n":${INT64}}}`;
    const json = JSON.stringify(manifest('ints', { tools: [{ name: 'a', input_schema: 0 }] }));
    const answer = await register(json.replace('"input_schema":0', `"input_schema":${schema}`));
    const message = 'was left out: readers of JSON keep only some digits of such a whole number';
    expect(answer.body).toMatchObject({
      outcome: 'registered',
      notes: [
        { path: 'tools[0].input_schema.properties.n.minimum', message },
        { path: 'tools[0].input_schema.properties.n.maximum', message },
      ],
    });
    const entry = await directory.http.get(`${DIRECTORY}/servers/ints`).expect(200);
    expect(entry.body).toMatchObject({
      tools: [{ input_schema: { type: 'object', properties: { n: { type: 'integer' } } } }],
    });
    expect(entry.text).not.toContain('922337203685477580');
    const again = await register(json.replace('"input_schema":0', `"input_schema":${schema}`));
    expect(again.body).toMatchObject({ outcome: 'unchanged', notes: [{}, {}] });
  });
});
