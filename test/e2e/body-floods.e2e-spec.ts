import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { BatchAnswerDto } from '../../src/registry/dto/batch-answer.dto.js';
import type { Problem } from '../../src/common/problem.js';
import { manifest } from '../support/example-manifest.js';
import { DirectoryProcess } from '../support/directory-process.js';
import { tempDir } from '../support/temp-dir.js';

const REGISTER = '/servers/register';
const BATCH = '/servers/batch/register';
const JSON_TYPE = { 'Content-Type': 'application/json' };
const GZIP = { ...JSON_TYPE, 'Content-Encoding': 'gzip' };

/** A batch of some megabytes that takes 20 times as much when all of it is parsed. */
function batchOf(item: string, perItem: number): string {
  const list = `[${`${item},`.repeat(perItem - 1)}${item}]`;
  return `{"servers":[${`${list},`.repeat(999)}${list}]}`;
}

describe('Floods of bodies, with a heap of 256 MiB', () => {
  let directory: DirectoryProcess;
  let data: Awaited<ReturnType<typeof tempDir>>;

  beforeAll(async () => {
    data = await tempDir();
    const env = { NODE_OPTIONS: '--max-old-space-size=256', LOG_LEVEL: 'info' };
    directory = await DirectoryProcess.start(data.path, env);
  });

  afterAll(async () => {
    await directory.end();
    await data.remove();
  });

  async function post(
    path: string,
    body: string | Uint8Array<ArrayBuffer>,
    headers: Record<string, string> = JSON_TYPE,
  ): Promise<string> {
    const answer = await fetch(`${directory.url}${path}`, { method: 'POST', headers, body });
    const json = (await answer.json()) as Partial<Problem & BatchAnswerDto>;
    const codes = new Set(json.results?.map(({ problem }) => problem?.code ?? 'taken'));
    return [answer.status, json.code ?? [...codes].join()].join(' ');
  }

  async function expectAlive(): Promise<void> {
    expect(await post(REGISTER, JSON.stringify(manifest('honest')))).toMatch(/^20[01] /);
    expect(await post('/servers/heartbeat', '{"id":"honest"}')).toBe('200 ');
  }

  it('should refuse compressed ones as they are', async () => {
    const batch = gzipSync(batchOf('[]', 2_700));
    expect(batch.length).toBeLessThan(50_000);
    const answers = await Promise.all(Array.from({ length: 12 }, () => post(BATCH, batch, GZIP)));
    expect(new Set(answers)).toEqual(new Set(['415 UNSUPPORTED_MEDIA_TYPE']));
    const deep = gzipSync('['.repeat(250_000));
    expect(await post(REGISTER, deep, GZIP)).toBe('415 UNSUPPORTED_MEDIA_TYPE');
    await expectAlive();
  });

  it.each([
    ['empty arrays', batchOf('[]', 1_700)],
    ['empty objects', batchOf('{}', 1_700)],
    ['objects with keys', batchOf('{"abc":{}}', 450)],
  ])('should end in refusals, never in a crash: 12 batches of %s', async (_name, batch) => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => post(BATCH, batch)));
    expect(answers).toContain('200 VALIDATION_FAILED');
    for (const answer of answers) {
      expect(['200 VALIDATION_FAILED', '503 OVERLOADED']).toContain(answer);
    }
    await expectAlive();
  });

  it('should refuse millions of levels and values where they become too many', async () => {
    expect(await post(BATCH, '['.repeat(5_000_000))).toBe('400 VALIDATION_FAILED');
    expect(await post(BATCH, `{"servers":[${'['.repeat(5_000_000)}`)).toBe('400 MALFORMED_JSON');
    expect(await post(BATCH, `{"servers":[${'1,'.repeat(2_500_000)}`)).toBe(
      '400 VALIDATION_FAILED',
    );
    expect(await post(BATCH, `{"a":[${'[],'.repeat(80_000)}`)).toBe('400 VALIDATION_FAILED');
    await expectAlive();
  });
});
