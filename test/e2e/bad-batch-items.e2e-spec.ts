import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BatchItems } from '../../src/bodies/batch-items.js';
import { DEFAULT_SCOPE } from '../../src/manifest/scope.js';
import type { BatchAnswerDto, BatchResultDto } from '../../src/registry/dto/batch-answer.dto.js';
import { BatchService } from '../../src/registry/http/batch.service.js';
import { UNSIGNED } from '../../src/identity/member-proof.js';
import { visibleState } from '../support/directory-state.js';
import { ExampleDirectory } from '../support/example-directory.js';
import { MY_ANALYZER } from '../support/example-manifest.js';
import { assertProblem, pathsOf } from '../support/problem.js';
import type { RawClient } from '../support/raw-client.js';
import { BAD_HEARTBEATS } from './bad-input/bad-bodies.js';
import { nested } from './bad-input/bad-manifest.js';
import { BAD_MANIFESTS } from './bad-input/bad-manifests.js';
import { BATCH_HEARTBEAT, BATCH_REGISTER } from './bad-input/bad-request.js';

interface BadItem {
  readonly json: string;
  readonly paths: readonly string[];
}

const NO_OBJECTS = ['null', 'true', '5', '"my_analyzer"', '[]', '[{"id":"my_analyzer"}]'].map(
  (json) => ({ json, paths: [''] }),
);

const HEARTBEATS: readonly BadItem[] = [
  ...NO_OBJECTS,
  ...BAD_HEARTBEATS.map(({ body, paths = [] }) => ({ json: String(body), paths })),
];

describe('Bad items of a batch', () => {
  let directory: ExampleDirectory;
  let client: RawClient;
  let before: unknown;

  beforeAll(async () => {
    directory = await ExampleDirectory.start();
    client = directory.client;
    before = await visibleState(client);
  });

  afterAll(async () => {
    await directory.end();
  });

  /** Sends the items between two good ones; asserts that those are taken and returns the other results. */
  async function sendBetween(
    path: string,
    field: string,
    good: string,
    items: readonly BadItem[],
  ): Promise<readonly BatchResultDto[]> {
    const list = [good, ...items.map(({ json }) => json), good].join(',');
    const answer = await client.post(path, `{"${field}":[${list}]}`);
    expect(answer.status).toBe(200);
    const { results } = answer.json as BatchAnswerDto;
    expect(results.map(({ index }) => index)).toEqual([...results.keys()]);
    expect(results).toHaveLength(items.length + 2);
    expect([results.at(0)?.status, results.at(-1)?.status]).toEqual([200, 200]);
    expect(await visibleState(client)).toEqual(before);
    return results.slice(1, -1);
  }

  function expectRefusals(results: readonly BatchResultDto[], items: readonly BadItem[]): void {
    for (const [index, { status, problem, answer }] of results.entries()) {
      expect(answer).toBeUndefined();
      assertProblem(problem);
      expect(status).toBe(400);
      expect({ index, code: problem.code, paths: pathsOf(problem) }).toEqual({
        index,
        code: 'VALIDATION_FAILED',
        paths: [...(items[index]?.paths ?? [])].sort(),
      });
    }
  }

  it.each(BAD_MANIFESTS)('should refuse each manifest alone: %s', async (_kind, rows) => {
    const good = JSON.stringify(MY_ANALYZER);
    const results = await sendBetween(BATCH_REGISTER, 'servers', good, rows);
    expectRefusals(results, rows);
  });

  it('should refuse manifests that are no objects', async () => {
    const good = JSON.stringify(MY_ANALYZER);
    const results = await sendBetween(BATCH_REGISTER, 'servers', good, NO_OBJECTS);
    expectRefusals(results, NO_OBJECTS);
  });

  it('should refuse each heartbeat alone', async () => {
    const good = '{"id":"my_analyzer"}';
    const results = await sendBetween(BATCH_HEARTBEAT, 'heartbeats', good, HEARTBEATS);
    expectRefusals(results, HEARTBEATS);
  });

  it.each(['arrays', 'objects'] as const)(
    'should refuse an item of 100,000 levels of %s',
    async (kind) => {
      const item = { json: `{"metadata":${nested(100_000, kind)}}`, paths: [''] };
      const good = JSON.stringify(MY_ANALYZER);
      expectRefusals(await sendBetween(BATCH_REGISTER, 'servers', good, [item]), [item]);
    },
  );

  it('should refuse each item that is not JSON alone, and one with a key twice', async () => {
    const items = ['{"id":}', '{"id":"a" "b"}', '{"id":"my_analyzer","id":"b"}', 'tru', '01'];
    const list = ['{"id":"my_analyzer"}', ...items, '{"id":"my_analyzer"}'].join(',');
    const answer = await client.post(BATCH_HEARTBEAT, `{"heartbeats":[${list}]}`);
    const { results } = answer.json as BatchAnswerDto;
    expect(results.map(({ id, status, problem }) => [id, status, problem?.code])).toEqual([
      ['my_analyzer', 200, undefined],
      ...items.map(() => [null, 400, 'MALFORMED_JSON']),
      ['my_analyzer', 200, undefined],
    ]);
  });

  it('should not begin items whose sender has left', async () => {
    const text = JSON.stringify({ ...MY_ANALYZER, id: 'left' });
    const items = new BatchItems(Buffer.from(text), [0], [Buffer.byteLength(text)], 1_000);
    const caller = { actor: 'member@test', client: 'local' };
    const batch = directory.directory.app.get(BatchService);
    const answer = batch.register(DEFAULT_SCOPE, items, caller, UNSIGNED);
    items.release();
    expect(await answer).toEqual({ results: [] });
    expect(await visibleState(client)).toEqual(before);
  });

  it('should refuse an item larger than 256 KiB', async () => {
    const schema = `{"a":[${'"0123456789abcdef",'.repeat(14_000)}1]}`;
    const json = JSON.stringify({ ...MY_ANALYZER, id: 'large' }).replace(
      '"description":"Finds',
      `"input_schema":${schema},"description":"Finds`,
    );
    const item = { json, paths: [''] };
    const good = JSON.stringify(MY_ANALYZER);
    expectRefusals(await sendBetween(BATCH_REGISTER, 'servers', good, [item]), [item]);
  });

  it('should answer unknown ids and other digests one by one', async () => {
    const items = [
      { json: '{"id":"nobody"}', paths: [] },
      { json: `{"id":"my_analyzer","digest":"${'0'.repeat(64)}"}`, paths: [] },
    ];
    const results = await sendBetween(BATCH_HEARTBEAT, 'heartbeats', '{"id":"my_analyzer"}', items);
    expect(results.map(({ id, status, problem }) => [id, status, problem?.code])).toEqual([
      ['nobody', 404, 'SERVER_NOT_REGISTERED'],
      ['my_analyzer', 409, 'MANIFEST_MISMATCH'],
    ]);
  });

  it('should name an item by its id only when that is a text, and well-formed', async () => {
    const items = ['5', '"a\\ud800"', `"${'x'.repeat(300)}"`].map((id) => ({
      json: `{"id":${id}}`,
      paths: ['id'],
    }));
    const results = await sendBetween(BATCH_HEARTBEAT, 'heartbeats', '{"id":"my_analyzer"}', items);
    expect(results.map(({ id }) => id)).toEqual([null, 'a\ufffd', 'x'.repeat(200)]);
  });
});
