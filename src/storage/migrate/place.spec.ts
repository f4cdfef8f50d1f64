import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { tempDir } from '../../../test/support/temp-dir.js';
import { readPlace, withoutCredentials } from './place.js';

describe(readPlace.name, () => {
  it.each(['.data', '/var/lib/directory', 'C:/data', './@odd'])(
    'should take %s for a directory',
    async (text) => {
      const directory = resolve(text);
      expect(await readPlace('--to', text)).toEqual({
        kind: 'embedded',
        directory,
        label: directory,
      });
    },
  );

  it.each([
    ['mongodb://db', 'MongoDB db, database omega_directory'],
    ['mongodb://a:1,b:2/mine?replicaSet=r', 'MongoDB a:1,b:2, database mine'],
    ['mongodb+srv://user:secret@db.example.com/x', 'MongoDB db.example.com, database x'],
    ['mongodb://user:sec@ret@db/x?appName=a@b', 'MongoDB b, database x'],
  ])('should take %s for MongoDB and show no password', async (uri, label) => {
    expect(await readPlace('--to', uri)).toEqual({ kind: 'mongo', uri, label });
  });

  it('should read a URI from a file', async () => {
    const folder = await tempDir();
    const file = join(folder.path, 'uri');
    await writeFile(file, ' mongodb://u:p@db/x\n');
    const place = await readPlace('--from', `@${file}`);
    await writeFile(file, '.data');
    await expect(readPlace('--from', `@${file}`)).rejects.toMatchObject({ exitCode: 2 });
    await folder.remove();
    expect(place).toMatchObject({ kind: 'mongo', uri: 'mongodb://u:p@db/x' });
  });

  it.each([
    ['http://u:secret@h', 'neither a directory nor'],
    ['mongodb://', 'without a host'],
    ['mongodb://u:secret@/x', 'without a host'],
    ['mongodb://u:secret@h/%', 'not well-formed'],
    ['@/no/such/file', 'cannot be read'],
    ['@', 'cannot be read'],
  ])('should refuse %s', async (text, reason) => {
    const refusal = await readPlace('--from', text).catch((error: unknown) => error as Error);
    expect(refusal).toMatchObject({
      exitCode: 2,
      message: expect.stringContaining(reason) as unknown,
    });
    expect((refusal as Error).message).not.toContain('secret');
  });
});

describe(withoutCredentials.name, () => {
  it('should hide users and passwords of all URIs', () => {
    expect(withoutCredentials('no mongodb://u:p@ss@a,b/x and redis://:q@c')).toBe(
      'no mongodb://***@a,b/x and redis://***@c',
    );
  });
});
