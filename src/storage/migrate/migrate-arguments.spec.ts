import { describe, expect, it } from '@jest/globals';
import { readMigrateArguments } from './migrate-arguments.js';

describe(readMigrateArguments.name, () => {
  it.each([
    [['--help'], 'help'],
    [['--from', 'a', '-h'], 'help'],
    [['--from', '.data', '--to', '@uri'], { from: '.data', to: '@uri' }],
    [['--to=mongodb://h/d', '--from=.data'], { from: '.data', to: 'mongodb://h/d' }],
  ])('should read %j', (args, asked) => {
    expect(readMigrateArguments(args)).toEqual(asked);
  });

  it.each([
    [[], 'Name the store to move from'],
    [['--from', 'a'], 'Name the store to move to'],
    [['--from', 'a', '--to', ''], 'Name the store to move to'],
    [['--from', 'a', '--to'], "Option '--to <value>' argument missing."],
    [['--from', 'a', '--force', 'b'], "Unknown option '--force'."],
    [['a', 'b'], 'Say --from or --to before each store.'],
  ])('should refuse %j', (args, reason) => {
    expect(() => readMigrateArguments(args)).toThrow(
      expect.objectContaining({ exitCode: 2, message: expect.stringContaining(reason) as unknown }),
    );
  });

  it('should not repeat a URI that stands alone', () => {
    expect(() => readMigrateArguments(['mongodb://u:secret@h'])).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('secret') as unknown }),
    );
  });
});
