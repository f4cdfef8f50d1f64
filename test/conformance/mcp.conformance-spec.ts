import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MY_ANALYZER } from '../support/example-manifest.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const RELEASED = '@modelcontextprotocol/conformance';
const NEXT = 'conformance-next';

/** Revision, the suite that knows it, how it is asked for, and what may fail. */
const RUNS: readonly [revision: string, suite: string, option: string, expected: string][] = [
  ['2025-06-18', RELEASED, '--spec-version', 'expected-failures.legacy.yml'],
  ['2025-11-25', RELEASED, '--spec-version', 'expected-failures.legacy.yml'],
  ['2026-07-28', NEXT, '--requirements', 'expected-failures.modern.yml'],
];

describe('The MCP endpoint', () => {
  let directory: TestApp;

  beforeAll(async () => {
    directory = await startTestApp({ listen: true });
    await directory.http.post('/servers/register').send(MY_ANALYZER).expect(201);
  });

  afterAll(async () => {
    await directory.end();
  });

  it.each(RUNS)('should conform to %s, by %s', async (revision, suite, option, expected) => {
    const url = `${await directory.app.getUrl()}/mcp`;
    const args = [
      join(import.meta.dirname, '../../node_modules', suite, 'dist/index.js'),
      ...['server', '--url', url, option, revision],
      ...['--expected-failures', join(import.meta.dirname, expected)],
    ];
    const { code, output } = await new Promise<{ code: unknown; output: string }>((resolve) => {
      execFile(process.execPath, args, { maxBuffer: 1e8 }, (error, stdout, stderr) => {
        resolve({ code: error?.code ?? 0, output: stdout + stderr });
      });
    });
    expect([code, code === 0 ? '' : output.slice(-3_000)]).toEqual([0, '']);
    expect(output).toMatch(/✓ resources-list: [1-9]\d* passed, 0 failed/);
  });
});
