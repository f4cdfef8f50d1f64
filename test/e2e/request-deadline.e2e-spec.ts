import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ManifestStore } from '../../src/storage/manifest-store.js';
import { manifest } from '../support/example-manifest.js';
import { assertProblem } from '../support/problem.js';
import { until } from '../support/redis-process.js';
import { DIRECTORY, startTestApp, type TestApp } from '../support/test-app.js';

interface BatchAnswer {
  readonly results: readonly { readonly id: string; readonly status: number }[];
}

describe('A request that waits for several calls of the storage', () => {
  let directory: TestApp;
  let waiting = 0;

  beforeEach(async () => {
    directory = await startTestApp();
    waiting = 0;
    const store = directory.app.get(ManifestStore);
    const commit = store.commit.bind(store);
    // Each call may take almost its own deadline; here one takes forever.
    store.commit = (change) => {
      if (change.draft.id !== 'slow') return commit(change);
      waiting += 1;
      return new Promise(() => undefined);
    };
  });

  afterEach(() => directory.end());

  const isStored = async (id: string): Promise<boolean> =>
    (await directory.http.get(`${DIRECTORY}/servers/${id}`)).status === 200;

  async function afterTheDeadline<T>(answer: PromiseLike<T>, others: string[] = []): Promise<T> {
    const answered = Promise.resolve(answer);
    await until('the storage was asked', () => waiting > 0);
    for (const id of others) await until('the others are stored', () => isStored(id));
    directory.clock.advance(7_000);
    return answered;
  }

  it('should be answered after seven seconds, with an unknown outcome', async () => {
    const answer = await afterTheDeadline(
      directory.http.post('/servers/register').send(manifest('slow')).expect(503),
    );
    assertProblem(answer.body);
    expect(answer.body.code).toBe('STORAGE_UNAVAILABLE');
    expect(answer.headers['retry-after']).toBe('2');
  });

  it('should be answered for the other items of a batch as ever', async () => {
    const servers = [manifest('slow'), manifest('quick')];
    const answer = await afterTheDeadline(
      directory.http.post('/servers/batch/register').send({ servers }).expect(200),
      ['quick'],
    );
    const { results } = answer.body as BatchAnswer;
    expect(results.map(({ id, status }) => [id, status])).toEqual([
      ['slow', 503],
      ['quick', 201],
    ]);
  });
});
