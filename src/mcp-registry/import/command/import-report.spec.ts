import { describe, expect, it } from '@jest/globals';
import { isSuccess, reportText, type ImportReport } from './import-report.js';

const REPORT: ImportReport = {
  total: 12,
  registered: 7,
  updated: 1,
  unchanged: 2,
  refused: [
    { position: 3, label: 'com.example/a 1', reason: 'has no remote' },
    { position: 9, label: 'entry 9', reason: 'has no name' },
  ],
  cut: 1,
  deleted: 0,
  leaving: [],
  pruned: [],
  elsewhere: 0,
  dryRun: false,
  seconds: 0.26,
};

describe(reportText.name, () => {
  it('should tell counts and each refusal', () => {
    expect(reportText(REPORT)).toBe(
      [
        'Imported 10 of 12 entries in 0.3 s:',
        '  registered   7',
        '  updated      1',
        '  unchanged    2',
        '  refused      2',
        'Source data that did not fit was left out of 1 entry.',
        '',
        'Refused:',
        '  com.example/a 1: has no remote',
        '  entry 9: has no name',
        '',
      ].join('\n'),
    );
  });

  it('should name what is removed and what is kept, and why', () => {
    const text = reportText({
      ...REPORT,
      refused: [],
      deleted: 2,
      leaving: [
        { label: 'com.example/b 1 (com.example.b)' },
        { label: 'com.example/c 1 (com.example.c)', keptBecause: 'it was not made by an import' },
      ],
      pruned: [{ label: 'com.example/d 1 (com.example.d)' }],
      elsewhere: 1,
    });
    expect(text.slice(text.indexOf('  unchanged'))).toBe(
      [
        '  unchanged    2',
        '  removed      1',
        '  pruned       1',
        '  refused      0',
        'Source data that did not fit was left out of 1 entry.',
        'The list marks 2 entries as deleted.',
        '1 imported server of other sources, or of no known one, could not be pruned (--source names a source).',
        '',
        'Marked as deleted in the list, and removed:',
        '  com.example/b 1 (com.example.b)',
        '',
        'Missing from the list, and pruned:',
        '  com.example/d 1 (com.example.d)',
        '',
        'Not wanted by the list, and kept:',
        '  com.example/c 1 (com.example.c): it was not made by an import',
        '',
      ].join('\n'),
    );
  });

  it('should say what a dry run would do', () => {
    const pruned = [{ label: 'com.example/d 1 (com.example.d)' }];
    const text = reportText({ ...REPORT, dryRun: true, pruned });
    expect(text).toMatch(
      /^Dry run, nothing was changed\. It would import 10 of 12 entries in 0\.3 s:\n/,
    );
    expect(text).toContain('Missing from the list, and would be pruned:\n');
  });

  it.each([
    [{}, true],
    [{ registered: 0, updated: 0, unchanged: 0 }, false],
    [{ registered: 0, updated: 0, unchanged: 0, refused: [] }, true],
    [{ registered: 0, updated: 0, unchanged: 0, leaving: [{ label: 'a' }] }, true],
    [{ held: 'the list has no entries' }, false],
  ])('should know whether %j is a success', (report, success) => {
    expect(isSuccess({ ...REPORT, ...report })).toBe(success);
  });

  it('should say that an empty list is empty', () => {
    const empty = { ...REPORT, total: 0, cut: 0, refused: [] };
    expect(reportText(empty)).toBe('The list has no entries: nothing was registered.\n');
  });
});
