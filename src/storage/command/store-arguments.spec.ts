import { describe, expect, it } from '@jest/globals';
import { readStoreArguments } from './store-arguments.js';

describe(readStoreArguments.name, () => {
  it('should read what is to be done with which servers', () => {
    const args = ['purge', '--store', '.data', '--id', 'a', '--id', 'b', '--from', '10.0.0.1'];
    expect(readStoreArguments([...args, '--yes'])).toEqual({
      verb: 'purge',
      store: '.data',
      selection: { ids: ['a', 'b'], from: '10.0.0.1', removed: false, damaged: false },
      largest: undefined,
      json: false,
      out: undefined,
      yes: true,
      file: '',
      force: false,
    });
    expect(readStoreArguments(['list', '--store', 'x', '--largest', '20', '--json'])).toMatchObject(
      {
        verb: 'list',
        largest: 20,
        json: true,
      },
    );
    expect(readStoreArguments(['restore', 'a.sqlite', '--store', 'x', '--force'])).toMatchObject({
      verb: 'restore',
      file: 'a.sqlite',
      force: true,
    });
    expect(readStoreArguments(['--help'])).toBe('help');
  });

  it.each([
    [[], 'Say list, purge, export, backup or restore.'],
    [['erase', '--store', 'x'], 'Say list, purge, export, backup or restore.'],
    [['list', 'more', '--store', 'x'], 'list has no file.'],
    [['list'], 'Name the store: --store.'],
    [['list', '--store', 'x', '--yes'], '--yes belongs to purge.'],
    [['purge', '--store', 'x', '--removed', '--json'], '--json belongs to list.'],
    [['purge', '--store', 'x', '--yes'], 'Say which servers to purge'],
    [['list', '--store', 'x', '--largest', '1001'], '--largest must be a whole number from 1'],
    [['list', '--store', 'x', '--removed', '--damaged'], 'either removed or damaged'],
    [['export', '--store', 'x', '--removed'], 'have no manifest to export'],
    [['backup', '--store', 'x'], 'Name one file: backup <file>.'],
    [['backup', 'a', 'b', '--store', 'x'], 'Name one file: backup <file>.'],
    [['backup', 'a', '--store', 'x', '--force'], '--force belongs to restore.'],
    [['restore', 'a', '--store', 'x', '--id', 'b'], 'restore is about all servers.'],
    [['list', '--store', 'x', '--nonsense'], "Unknown option '--nonsense'"],
  ])('should refuse %j', (args, reason) => {
    expect(() => readStoreArguments(args)).toThrow(
      expect.objectContaining({ exitCode: 2, message: expect.stringContaining(reason) }),
    );
  });
});
