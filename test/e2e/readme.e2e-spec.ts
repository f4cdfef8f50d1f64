import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Sweeper } from '../../src/liveness/sweeper.service.js';
import { MY_ANALYZER } from '../support/example-manifest.js';
import { FixedChance } from '../support/fixed-chance.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const README = await readFile(join(import.meta.dirname, '../../README.md'), 'utf8');
const EXAMPLE = /```sh\n(curl (?:(?!```)[^])*)\n```\n\n```json\n([^]*?)\n```/g;

const STREAM = /```sh\n(curl -N [^\n]*)\n```\n\n```text\n([^]*?)```/;

const MEMBER = /```js\n((?:(?!```)[^])*generateKeyPairSync[^]*?)```/;

const examples = [...README.matchAll(EXAMPLE)].map(([, command = '', answer = '']) => ({
  command,
  answer,
}));

/** A text that ends in `…` stands for any that begins so. */
function abbreviated(_key: string, value: unknown): unknown {
  if (value === '…') return expect.anything();
  if (typeof value !== 'string' || !value.endsWith('…')) return value;
  return expect.stringMatching(new RegExp(`^${RegExp.escape(value.slice(0, -1))}`));
}

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
      expect(JSON.parse(stdout)).toEqual(JSON.parse(answer, abbreviated));
    },
  );

  it('should show a member that signs its requests', async () => {
    const [, program = ''] = MEMBER.exec(README) ?? [];
    const script = program.replaceAll('http://localhost:9405', url);
    const clock = `data:text/javascript,Date.now = () => ${directory.clock.now()}`;
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--import',
      clock,
      '--input-type=module',
      '--eval',
      script,
    ]);
    expect(stdout.match(/^\d+ \{"id":"signed_analyzer"/gm)).toEqual(
      ['201', '200', '200'].map((status) => `${status} {"id":"signed_analyzer"`),
    );
  });

  it('should show what the event stream really tells', async () => {
    const [, command = '', shown = ''] = STREAM.exec(README) ?? [];
    const fresh = await startTestApp({ listen: true, chance: new FixedChance(0.417) });
    const script = command.replaceAll('http://localhost:9405', await fresh.app.getUrl());
    const curl = spawn('bash', ['-c', `exec ${script}`], { stdio: ['ignore', 'pipe', 'ignore'] });
    const closed = once(curl, 'close');
    let text = '';
    curl.stdout.setEncoding('utf8');
    curl.stdout.on('data', (piece: string) => (text += piece));
    const told = async (event: string): Promise<void> => {
      while (!text.includes(`event: ${event}\n`)) await once(curl.stdout, 'data');
    };
    await told('ready');
    await fresh.http.post('/servers/register').send(MY_ANALYZER).expect(201);
    await told('registered');
    curl.kill();
    await closed;
    await fresh.end();
    const withoutEpoch = (stream: string): string => stream.replaceAll(/^id: \d+\./gm, 'id: …');
    expect(withoutEpoch(text)).toBe(withoutEpoch(shown));
  });
});
