import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { manifest, MY_ANALYZER } from '../support/example-manifest.js';
import { OpenApi } from '../support/openapi.js';
import { DIRECTORY, startTestApp, type TestApp } from '../support/test-app.js';

interface BatchBody {
  results: {
    index: number;
    id: string | null;
    status: number;
    answer?: object;
    problem?: { code: string };
  }[];
}

describe('Registration', () => {
  let directory: TestApp;

  beforeEach(async () => {
    directory = await startTestApp();
  });

  afterEach(async () => {
    await directory.end();
  });

  const register = (body: object) => directory.http.post('/servers/register').send(body);

  it('should say so when the texts have more words than search can know', async () => {
    const tool = (number: number, count: number): object => ({
      name: `tool${number}`,
      description: Array.from({ length: count }, (_, word) => `w${number}x${word}`).join(' '),
    });
    const tools = [
      ...Array.from({ length: 20 }, (_, number) => tool(number, 150)),
      { name: 'last', description: 'zebra' },
    ];
    const cut = await register({ ...MY_ANALYZER, tools }).expect(201);
    expect(cut.body).toMatchObject({ search: { indexed_terms: 2_000, left_out: true } });
    const again = await register({ ...MY_ANALYZER, tools }).expect(200);
    expect(again.body).toMatchObject({ outcome: 'unchanged', search: { indexed_terms: 2_000 } });
    const found = async (q: string): Promise<unknown> =>
      (await directory.http.get(`${DIRECTORY}/search?q=${q}`).expect(200)).body;
    expect(await found('w0x0')).toMatchObject({ total: 1 });
    expect(await found('zebra')).toMatchObject({ total: 0 });
    const whole = await register({ ...MY_ANALYZER, tools: tools.slice(0, 10) }).expect(200);
    expect(whole.body).not.toHaveProperty('search');
  });

  it('should change nothing when the same manifest comes again', async () => {
    const first = await register(MY_ANALYZER).expect(201);
    directory.clock.advance(10_000);
    const again = await register({
      ...MY_ANALYZER,
      tags: ['CODE ', 'analysis', 'python', 'code'],
    }).expect(200);
    expect(again.body).toEqual({
      ...(first.body as object),
      outcome: 'unchanged',
      lease: { interval_seconds: 30, ttl_seconds: 90, expires_at: '2026-11-22T12:01:40.000Z' },
    });
  });

  it('should show an update at once to whoever reads after the answer', async () => {
    await register(MY_ANALYZER).expect(201);
    for (let version = 2; version < 20; version += 1) {
      const { body } = (await register({ ...MY_ANALYZER, version: `${version}.0.0` }).expect(
        200,
      )) as {
        body: { outcome: string; revision: number };
      };
      expect(body).toMatchObject({ outcome: 'updated', revision: 1795348800 + version - 1 });
      const read = await directory.http.get(`${DIRECTORY}/servers/my_analyzer`);
      expect(read.body).toMatchObject({
        version: `${version}.0.0`,
        directory: { revision: body.revision },
      });
    }
  });

  it('should normalise what it stores', async () => {
    await register({
      ...MY_ANALYZER,
      display_name: '  My Analyzer ',
      description: 'One\r\ntwo\tthree  ',
      tags: [' Code', 'CODE', 'ÄPFEL'],
      metadata: { kept: { as: ['it', 'is', 1.5, null] } },
    }).expect(201);
    const { body } = (await directory.http.get(`${DIRECTORY}/servers/my_analyzer`).expect(200)) as {
      body: unknown;
    };
    expect(body).toMatchObject({
      display_name: 'My Analyzer',
      description: 'One\ntwo\tthree',
      tags: ['code', 'äpfel'],
      metadata: { kept: { as: ['it', 'is', 1.5, null] } },
    });
    expect(body).not.toHaveProperty('capabilities');
  });

  it('should take labels that differ only by their Unicode form for one', async () => {
    const nfc = 'caf\u00e9';
    const nfd = 'cafe\u0301';
    const tags = [nfc, nfd, `\u200e${nfd}`, 'CAFE\u0301'];
    await register({ ...MY_ANALYZER, tags, capabilities: [nfd] }).expect(201);
    await register({ ...MY_ANALYZER, id: 'other', tags: [nfd] }).expect(201);
    const counted = await directory.http.get(`${DIRECTORY}/tags`).expect(200);
    expect(counted.body).toMatchObject({
      tags: [{ tag: nfc, count: 2 }],
      capabilities: [{ capability: nfc, count: 1 }],
    });
    for (const tag of [nfc, nfd]) {
      const query = `tag=${encodeURIComponent(tag)}`;
      const found = await directory.http.get(`${DIRECTORY}/servers?${query}`).expect(200);
      expect(found.body).toMatchObject({ total: 2 });
    }
  });

  it('should replace only the manifest that If-Match names', async () => {
    const absent = await register(MY_ANALYZER).set('If-Match', '*').expect(412);
    expect(absent.body).toMatchObject({ code: 'PRECONDITION_FAILED' });
    const { body } = (await register(MY_ANALYZER).expect(201)) as { body: { digest: string } };
    const next = { ...MY_ANALYZER, version: '2.0.0' };
    await register(next)
      .set('If-Match', `"${'0'.repeat(64)}"`)
      .expect(412);
    await register(next).set('If-Match', `"${body.digest}"`).expect(200);
    await register(next).set('If-Match', `"${body.digest}"`).expect(412);
    await register(next).set('If-Match', '*').expect(200);
  });

  it('should register only what is new with If-None-Match', async () => {
    const first = () => register(MY_ANALYZER).set('If-None-Match', '*');
    await first().expect(201);
    const taken = await first().expect(412);
    expect(taken.body).toMatchObject({ code: 'PRECONDITION_FAILED' });
    await register(MY_ANALYZER).set('If-None-Match', '"x"').expect(400);
    await register(MY_ANALYZER).set('If-None-Match', '*').set('If-Match', '*').expect(412);
    await directory.http.delete(`/servers/${MY_ANALYZER.id}`).expect(200);
    await first().expect(201);
  });

  it('should let only one of many register what is new', async () => {
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        register({ ...MY_ANALYZER, version: `1.${index}.0` }).set('If-None-Match', '*'),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([
      201,
      ...Array<number>(29).fill(412),
    ]);
  });

  it('should remove only the manifest that If-Match names', async () => {
    const { body } = (await register(MY_ANALYZER).expect(201)) as { body: { digest: string } };
    const remove = (tag: string) =>
      directory.http.delete(`/servers/${MY_ANALYZER.id}`).set('If-Match', tag);
    await remove('x').expect(400);
    await remove(`"${'0'.repeat(64)}"`).expect(412);
    await remove(`"${body.digest}"`).expect(200);
    await remove('*').expect(404);
  });

  it('should take preconditions for each item of a batch and store none of them', async () => {
    const { body } = (await register(MY_ANALYZER).expect(201)) as { body: { digest: string } };
    const other = { ...MY_ANALYZER, id: 'other' };
    const servers = [
      { ...MY_ANALYZER, if_none_match: '*' },
      { ...MY_ANALYZER, version: '2.0.0', if_match: body.digest },
      { ...MY_ANALYZER, version: '3.0.0', if_match: body.digest },
      { ...other, if_match: '*' },
      { ...other, if_none_match: '*' },
      { ...other, if_match: 'x', if_none_match: 7 },
    ];
    const batch = await directory.http.post('/servers/batch/register').send({ servers });
    const { results } = batch.body as { results: { status: number; problem?: object }[] };
    expect(results.map(({ status }) => status)).toEqual([412, 200, 412, 412, 201, 400]);
    expect(results[5]).toHaveProperty('problem.errors', [
      { path: 'if_match', message: 'must be a digest (64 hex digits), or *' },
      { path: 'if_none_match', message: 'must be *' },
    ]);
    const stored = await directory.http.get(`${DIRECTORY}/servers/other`).expect(200);
    expect(stored.body).not.toHaveProperty('if_none_match');
  });

  it('should take concurrent registrations of one server one after another', async () => {
    const versions = Array.from({ length: 30 }, (_, index) => `1.${index}.0`);
    const answers = await Promise.all(
      versions.map((version) => register({ ...MY_ANALYZER, version })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([
      ...Array<number>(29).fill(200),
      201,
    ]);
    const revisions = answers.map(({ body }) => (body as { revision: number }).revision);
    expect(new Set(revisions).size).toBe(30);
    const history = await directory.http.get('/servers/my_analyzer/history').expect(200);
    expect(history.body).toMatchObject({ total: 30 });
  });

  it('should register and keep alive many servers in one request', async () => {
    const openApi = await OpenApi.of(directory);
    const servers = [
      manifest('one'),
      manifest('two', { version: 'not valid' }),
      manifest('three', { heartbeat_interval_seconds: 0 }),
      'no object',
      manifest('one', { version: '2' }),
      manifest('one', { version: '2' }),
    ];
    const registered = await directory.http
      .post('/servers/batch/register')
      .send({ servers })
      .expect(200);
    expect((registered.body as BatchBody).results).toMatchObject([
      { index: 0, id: 'one', status: 201, answer: { outcome: 'registered' } },
      { index: 1, id: 'two', status: 400, problem: { code: 'VALIDATION_FAILED' } },
      { index: 2, id: 'three', status: 201, answer: { lease: null } },
      { index: 3, id: null, status: 400 },
      { index: 4, id: 'one', status: 200, answer: { outcome: 'updated' } },
      { index: 5, id: 'one', status: 200, answer: { outcome: 'unchanged' } },
    ]);
    expect(openApi.faults('post', '/servers/batch/register', registered)).toEqual([]);
    const heartbeats = [{ id: 'one', status: 'degraded' }, { id: 'two' }, { id: 'three' }, {}];
    const beaten = await directory.http
      .post('/servers/batch/heartbeat')
      .send({ heartbeats })
      .expect(200);
    expect((beaten.body as BatchBody).results).toMatchObject([
      { index: 0, id: 'one', status: 200, answer: { status: 'degraded' } },
      { index: 1, id: 'two', status: 404, problem: { code: 'SERVER_NOT_REGISTERED' } },
      { index: 2, id: 'three', status: 200, answer: { status: 'unknown' } },
      { index: 3, id: null, status: 400, problem: { code: 'VALIDATION_FAILED' } },
    ]);
    expect(openApi.faults('post', '/servers/batch/heartbeat', beaten)).toEqual([]);
  });

  it('should take a batch of 1,000', async () => {
    const servers = Array.from({ length: 1_000 }, (_, index) => manifest(`s${index}`));
    const { body } = (await directory.http
      .post('/servers/batch/register')
      .send({ servers })
      .expect(200)) as { body: unknown };
    expect((body as BatchBody).results.filter(({ status }) => status === 201)).toHaveLength(1_000);
    const listing = await directory.http.get(`${DIRECTORY}/servers?limit=1`).expect(200);
    expect(listing.body).toMatchObject({ total: 1_000 });
  });
});
