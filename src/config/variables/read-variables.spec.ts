import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { tempDir } from '../../../test/support/temp-dir.js';
import { readVariables } from './read-variables.js';

const NAMES = { all: ['PLACE', 'COUNT', 'KEY'], numbers: new Set(['COUNT']), secrets: ['KEY'] };

describe(readVariables.name, () => {
  let directory: Awaited<ReturnType<typeof tempDir>>;
  let file: string;

  beforeAll(async () => {
    directory = await tempDir();
    file = join(directory.path, 'key');
  });

  afterAll(() => directory.remove());

  it('should read what is set, and take nothing for not set', () => {
    const { values, problems } = readVariables({ PLACE: '/a b', COUNT: '7', KEY: '' }, NAMES);
    expect({ values, problems }).toEqual({ values: { PLACE: '/a b', COUNT: 7 }, problems: [] });
  });

  it.each([
    ['/data\r', 'control characters, such as line ends (it is "/data\\u{d}")'],
    ['/data\n', 'control characters, such as line ends (it is "/data\\u{a}")'],
    ['/da\tta', 'control characters, such as line ends (it is "/da\\u{9}ta")'],
    ['/data ', 'white space around it (it is "/data ")'],
    ['\u00a0/data', 'white space around it (it is "\u00a0/data")'],
    ['\ufeff/data', 'white space around it (it is "\\u{feff}/data")'],
    ['/data\u200b', 'white space around it (it is "/data\\u{200b}")'],
    [' ', 'white space around it (it is " ")'],
    ['"/data"', 'quotes around it (it is ""/data"")'],
    ["'/data'", 'quotes around it (it is "\'/data\'")'],
  ])('should refuse %j with words that show it', (value, words) => {
    const { problems, faulty } = readVariables({ PLACE: value }, NAMES);
    expect(problems).toEqual([expect.stringContaining(words)]);
    expect(problems[0]).toMatch(/^PLACE must not (hold|have) /);
    expect([...faulty]).toEqual(['PLACE']);
  });

  it('should never show a secret', () => {
    const { problems } = readVariables({ KEY: '"geheim"' }, NAMES);
    expect(problems).toEqual(['KEY must not have quotes around it']);
  });

  it.each(['geheim\r\n', 'geheim\n\n', ' geheim', '"geheim"\n', '\ufeffgeheim'])(
    'should refuse a file that holds %j, without showing it',
    async (content) => {
      await writeFile(file, content);
      const { problems } = readVariables({ KEY_FILE: file }, NAMES);
      expect(problems).toEqual([expect.stringContaining(`KEY_FILE: the text of ${file} must not`)]);
      expect(problems[0]).not.toContain('geheim');
    },
  );

  it('should refuse a file that is no UTF-8: different ones would be the same secret', async () => {
    await writeFile(file, Buffer.from([0xff, 0xfe, 0x41]));
    const { problems } = readVariables({ KEY_FILE: file }, NAMES);
    expect(problems).toEqual([expect.stringContaining('must be UTF-8')]);
  });

  it('should refuse the name of a file that is not clean', () => {
    const { problems } = readVariables({ KEY_FILE: `${file}\r` }, NAMES);
    expect(problems).toEqual([expect.stringMatching(/^KEY_FILE must not hold control characters/)]);
  });

  it('should read the same secret from a variable and from a file, or refuse both', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1 }), async (secret) => {
        await writeFile(file, secret);
        const inline = readVariables({ KEY: secret }, NAMES);
        const mounted = readVariables({ KEY_FILE: file }, NAMES);
        await writeFile(file, `${secret}\n`);
        const ended = readVariables({ KEY_FILE: file }, NAMES);
        if (inline.problems.length === 0) {
          expect([mounted.values, ended.values]).toEqual([inline.values, inline.values]);
          expect([mounted.problems, ended.problems]).toEqual([[], []]);
        } else if (!secret.endsWith('\n')) {
          expect(mounted.problems).not.toEqual([]);
          expect(ended.problems).not.toEqual([]);
        }
      }),
    );
  });
});
