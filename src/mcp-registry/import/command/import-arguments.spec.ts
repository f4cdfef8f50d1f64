import { describe, expect, it } from '@jest/globals';
import { readImportArguments } from './import-arguments.js';

describe(readImportArguments.name, () => {
  it.each([
    [['--help'], 'help'],
    [['list.json', '-h'], 'help'],
    [['list.json'], { kind: 'file', source: 'list.json' }],
    [['--', '-odd.json'], { kind: 'file', source: '-odd.json' }],
    [
      ['https://a.example.com/v0.1/servers?x=1'],
      { kind: 'url', source: 'https://a.example.com/v0.1/servers?x=1' },
    ],
    [['HTTP://A.example.com'], { kind: 'url', source: 'http://a.example.com/' }],
  ])('should read %j', (args, asked) => {
    expect(readImportArguments(args)).toEqual(asked);
  });

  it.each([
    [[], 'Name one file or URL'],
    [['a', 'b'], 'only one'],
    [['--force', 'a'], "Unknown option '--force'."],
    [['ftp://a.example.com/x'], 'neither a file nor'],
    [['http://'], 'neither a file nor'],
    [['https://user@a.example.com'], 'user information'],
  ])('should refuse %j', (args, reason) => {
    expect(() => readImportArguments(args)).toThrow(
      expect.objectContaining({ exitCode: 2, message: expect.stringContaining(reason) as unknown }),
    );
  });
});
