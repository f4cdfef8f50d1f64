import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Sweeper } from '../../src/registry/sweeper.service.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const README = await readFile(join(import.meta.dirname, '../../README.md'), 'utf8');
const EXAMPLE = /```sh\n(curl [^]*?)\n```\n\n```json\n([^]*?)\n```/g;

const examples = [...README.matchAll(EXAMPLE)].map(([, command = '', answer = '']) => ({
  command,
  answer,
}));

describe('README', () => {
  let directory: TestApp;
  let url: string;

  beforeAll(async () => {
    directory = await startTestApp({ listen: true });
    url = await directory.app.getUrl();
  });

  afterAll(async () => {
    await directory.end();
  });

  it('should have an example for every step', () => {
    expect(examples).toHaveLength(9);
  });

  it.each(examples)(
    'should show what this really answers: $command',
    async ({ command, answer }) => {
      await directory.app.get(Sweeper).sweep();
      const script = command.replaceAll('http://localhost:9405', url);
      const { stdout } = await promisify(execFile)('bash', ['-c', script]);
      expect(JSON.parse(stdout)).toEqual(JSON.parse(answer));
    },
  );
});
