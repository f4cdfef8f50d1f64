import { describe, expect, it } from '@jest/globals';
import { reportText, type ImportReport } from './import-report.js';

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

  it('should say that an empty list is empty', () => {
    const empty = { ...REPORT, total: 0, refused: [] };
    expect(reportText(empty)).toBe('The list has no entries: nothing was registered.\n');
  });
});
