import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { tempDir } from '../support/temp-dir.js';

const ROOT = join(import.meta.dirname, '../..');
const LET_THROUGH = join(ROOT, 'ops/bench/checks/let-through.mjs');

/** The benchmark names modules by path and functions by name: a file that moves or a method with another name ends it. */
describe('The checks that the benchmark turns off', () => {
  let folder: Awaited<ReturnType<typeof tempDir>>;

  beforeEach(async () => {
    folder = await tempDir();
  });

  afterEach(() => folder.remove());

  it('should all be found in the program', async () => {
    const directory = fork(join(ROOT, 'dist/main.js'), {
      execArgv: [`--import=${LET_THROUGH}`],
      env: { PATH: process.env['PATH'], PORT: '0', DATA_DIR: folder.path },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    const closed = once(directory, 'close');
    let output = '';
    directory.stderr?.on('data', (text) => (output += String(text)));
    try {
      const serves = new Promise<void>((resolve) => {
        directory.stdout?.on('data', (text) => {
          output += String(text);
          if (output.includes('The directory serves')) resolve();
        });
      });
      await Promise.race([serves, closed]);
      const answer = once(directory, 'message');
      if (directory.connected) directory.send('unchecked');
      const [processorTime] = (await Promise.race([answer, closed.then(() => [output])])) as [
        unknown,
      ];
      expect(processorTime).toEqual(expect.any(Number));
    } finally {
      directory.kill('SIGKILL');
      await closed;
    }
  });
});
