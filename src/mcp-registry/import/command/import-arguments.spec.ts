import { describe, expect, it } from '@jest/globals';
import { readImportArguments } from './import-arguments.js';

const PLAIN = { sourceName: undefined, dryRun: false, prune: false, maxPrune: undefined };

describe(readImportArguments.name, () => {
  it.each([
    [['--help'], 'help'],
    [['list.json', '-h'], 'help'],
    [['list.json'], { ...PLAIN, kind: 'file', source: 'list.json' }],
    [['--', '-odd.json'], { ...PLAIN, kind: 'file', source: '-odd.json' }],
    [
      ['https://a.example.com/v0.1/servers?x=1'],
      { ...PLAIN, kind: 'url', source: 'https://a.example.com/v0.1/servers?x=1' },
    ],
    [['HTTP://A.example.com'], { ...PLAIN, kind: 'url', source: 'http://a.example.com/' }],
    [
      ['--dry-run', '--prune', '--max-prune', '7', '--source=all', 'a'],
      { kind: 'file', source: 'a', sourceName: 'all', dryRun: true, prune: true, maxPrune: 7 },
    ],
  ])('should read %j', (args, asked) => {
    expect(readImportArguments(args)).toEqual(asked);
  });

  it.each([
    [[], 'Name one file or URL'],
    [['a', 'b'], 'only one'],
    [['--force', 'a'], "Unknown option '--force'."],
    [['ftp://a.example.com/x'], 'neither a file nor'],
    [['http://'], 'neither a file nor'],
    [['a', '--max-prune', '5'], 'only together with --prune'],
    [['a', '--prune', '--max-prune=-5'], 'must be a whole number'],
    [['a', '--source', 'a b'], '--source must be'],
    [['https://a.example.com/?updated_since=x', '--prune'], 'parameter updated_since'],
    [['https://a.example.com/?cursor=x', '--prune'], 'parameter cursor'],
    [['https://user@a.example.com'], 'user information'],
  ])('should refuse %j', (args, reason) => {
    expect(() => readImportArguments(args)).toThrow(
      expect.objectContaining({ exitCode: 2, message: expect.stringContaining(reason) as unknown }),
    );
  });
});
