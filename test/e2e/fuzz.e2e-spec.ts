import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ID_PATTERN } from '../../src/manifest/manifest-limits.js';
import type { Manifest } from '../../src/manifest/manifest.js';
import { normaliseManifest } from '../../src/manifest/normalise-manifest.js';
import { prepareManifest } from '../../src/manifest/prepared-manifest.js';
import type { BatchAnswerDto } from '../../src/registry/dto/batch-answer.dto.js';
import type { RegisterAnswerDto } from '../../src/registry/dto/register-answer.dto.js';
import {
  hostileBody,
  hostileHeartbeat,
  hostileValue,
  mutatedManifest,
} from '../support/hostile.arbitrary.js';
import { conditions, deleteUrl, readUrl } from '../support/hostile-url.arbitrary.js';
import { assertProblem, problemOf } from '../support/problem.js';
import { type RawAnswer, RawClient } from '../support/raw-client.js';
import { DIRECTORY, startTestApp, type TestApp } from '../support/test-app.js';
import { validManifest } from '../support/valid-manifest.arbitrary.js';

const TIMEOUT_MS = 60_000;

/** The same cases each time; other ones with `FUZZ_SEED=<number>`. A failure prints the seed. */
const seed = Number(process.env['FUZZ_SEED'] ?? 20_261_122);

describe('Whatever is sent', () => {
  let directory: TestApp;
  let client: RawClient;
  /** Ids that were registered at some time. */
  const registered = new Set<string>();

  beforeAll(async () => {
    directory = await startTestApp({ listen: true });
    client = new RawClient(directory);
  });

  afterAll(async () => {
    client.close();
    await directory.end();
  });

  afterEach(async () => {
    expect((await client.get('/health/ready?strict=1')).status).toBe(200);
    const status = (await client.get('/servers/status')).json;
    expect(status).toMatchObject({ storage: { pending: 0, fault: null } });
    expect((await client.get(`${DIRECTORY}/servers?limit=500`)).status).toBe(200);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  /** Asserts that an answer is JSON or a problem with a 4xx; returns the JSON. */
  function sane(answer: RawAnswer): unknown {
    expect(answer.status).toBeLessThan(500);
    if (answer.status >= 400) return problemOf(answer);
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    return answer.json;
  }

  async function assertNoTrace(body: string | Uint8Array): Promise<void> {
    const id = idIn(body);
    if (id === undefined || registered.has(id)) return;
    const paths = [`${DIRECTORY}/servers/${id}`, `/servers/${id}/history`];
    const answers = await Promise.all(paths.map((path) => client.get(path)));
    expect(answers.map(({ status }) => status)).toEqual([404, 404]);
  }

  function saneResults(answer: RawAnswer): void {
    const body = sane(answer);
    if (answer.status >= 400) return;
    for (const { id, status, answer: taken, problem } of (body as BatchAnswerDto).results) {
      expect(status).toBeLessThan(500);
      if (status < 400) {
        expect(taken).toHaveProperty('revision');
        if (id !== null) registered.add(id);
      } else {
        assertProblem(problem);
        expect(problem.status).toBe(status);
      }
    }
  }

  it(
    'should register every valid manifest, and serve it with its digest',
    () =>
      fc.assert(
        fc.asyncProperty(validManifest, async (draft) => {
          const answer = await client.post('/servers/register', JSON.stringify(draft));
          expect(answer.json).toMatchObject({ id: draft.id });
          registered.add(draft.id);
          const { digest } = answer.json as RegisterAnswerDto;
          const { canonical, digest: own } = prepareManifest(normaliseManifest(draft));
          expect(digest).toBe(own);
          const entry = (await client.get(`${DIRECTORY}/servers/${draft.id}`)).json as Manifest;
          const {
            status,
            signature,
            directory: facts,
            ...manifest
          } = entry as Manifest & EntryFacts;
          expect([status, signature.length, facts.digest]).toEqual([
            expect.any(String),
            43,
            digest,
          ]);
          expect(prepareManifest(manifest)).toMatchObject({ canonical, digest });
          const again = await client.post('/servers/register', canonical);
          expect(again.json).toMatchObject({ outcome: 'unchanged', digest });
        }),
        { seed, numRuns: 300 },
      ),
    TIMEOUT_MS,
  );

  it(
    'should take or refuse a registration, and keep no trace of a refused one',
    () =>
      fc.assert(
        fc.asyncProperty(hostileBody(mutatedManifest), conditions, async (body, headers) => {
          const answer = await client.send({
            method: 'POST',
            path: '/servers/register',
            headers: { 'Content-Type': 'application/json', ...headers },
            body,
          });
          const json = sane(answer);
          if (answer.status < 400) registered.add((json as RegisterAnswerDto).id);
          else await assertNoTrace(body);
        }),
        { seed, numRuns: 3_200 },
      ),
    TIMEOUT_MS,
  );

  it(
    'should take or refuse a heartbeat',
    () =>
      fc.assert(
        fc.asyncProperty(hostileBody(hostileHeartbeat), async (body) => {
          sane(await client.post('/servers/heartbeat', body));
        }),
        { seed, numRuns: 2_200 },
      ),
    TIMEOUT_MS,
  );

  it(
    'should answer each registration of a batch',
    () => {
      const servers = fc.array(fc.oneof(mutatedManifest, validManifest, hostileValue), {
        maxLength: 6,
      });
      const batch = fc.record({
        servers: fc.oneof(
          { weight: 9, arbitrary: servers },
          { weight: 1, arbitrary: hostileValue },
        ),
      });
      return fc.assert(
        fc.asyncProperty(hostileBody(batch), async (body) => {
          saneResults(await client.post('/servers/batch/register', body));
        }),
        { seed, numRuns: 500 },
      );
    },
    TIMEOUT_MS,
  );

  it(
    'should answer each heartbeat of a batch',
    () => {
      const heartbeats = fc.array(fc.oneof(hostileHeartbeat, hostileValue), { maxLength: 10 });
      const batch = fc.record({
        heartbeats: fc.oneof(
          { weight: 9, arbitrary: heartbeats },
          { weight: 1, arbitrary: hostileValue },
        ),
      });
      return fc.assert(
        fc.asyncProperty(hostileBody(batch), async (body) => {
          saneResults(await client.post('/servers/batch/heartbeat', body));
        }),
        { seed, numRuns: 500 },
      );
    },
    TIMEOUT_MS,
  );

  it(
    'should answer or refuse every read',
    () =>
      fc.assert(
        fc.asyncProperty(readUrl, conditions, async (path, headers) => {
          const answer = await client.send({ method: 'GET', path, headers });
          if (answer.status !== 304) sane(answer);
        }),
        { seed, numRuns: 3_500 },
      ),
    TIMEOUT_MS,
  );

  it(
    'should remove what is registered and nothing else',
    () =>
      fc.assert(
        fc.asyncProperty(deleteUrl, async (path) => {
          const answer = await client.send({ method: 'DELETE', path });
          const json = sane(answer);
          if (answer.status < 400) expect(registered).toContain((json as { id: string }).id);
        }),
        { seed, numRuns: 1_000 },
      ),
    TIMEOUT_MS,
  );
});

/** What the directory adds to a manifest. */
interface EntryFacts {
  readonly status: string;
  readonly signature: string;
  readonly directory: { readonly digest: string };
}

/** The id that a body asks for, if it is one that a server can have. */
function idIn(body: string | Uint8Array): string | undefined {
  try {
    const { id } = JSON.parse(Buffer.from(body).toString()) as { id: unknown };
    return typeof id === 'string' && ID_PATTERN.test(id) ? id : undefined;
  } catch {
    return undefined;
  }
}
