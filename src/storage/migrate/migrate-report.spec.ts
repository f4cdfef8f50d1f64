import { describe, expect, it } from '@jest/globals';
import { reportText, type MigrateReport } from './migrate-report.js';

const REPORT: MigrateReport = {
  from: '/srv/data',
  to: 'MongoDB db, database x',
  servers: 95,
  tombstones: 5,
  entries: 1_200,
  alreadyThere: 0,
  seconds: 3.21,
  digest: 'abc',
};

describe(reportText.name, () => {
  it('should tell what was moved', () => {
    expect(reportText(REPORT)).toBe(
      [
        'Moved in 3.2 s',
        '  from  /srv/data',
        '  to    MongoDB db, database x',
        '  servers            95',
        '  tombstones          5',
        '  history entries  1200',
        'verified: abc',
        '',
      ].join('\n'),
    );
  });

  it('should tell what an earlier run had moved', () => {
    expect(reportText({ ...REPORT, alreadyThere: 60 })).toContain('\n  already there      60\n');
  });
});
