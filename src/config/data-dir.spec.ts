import { chmod } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { tempDir } from '../../test/support/temp-dir.js';
import { dataDirDoubts } from './data-dir.js';
import { Environment } from './environment.dto.js';

describe(dataDirDoubts.name, () => {
  let directory: Awaited<ReturnType<typeof tempDir>>;

  beforeEach(async () => {
    directory = await tempDir();
  });

  afterEach(() => directory.remove());

  const doubts = (values: Partial<Environment>) =>
    dataDirDoubts(Object.assign(new Environment(), { DATA_DIR: directory.path, ...values }));

  it.each([0o700, 0o755, 0o500])('should have no doubt about mode %o', async (mode) => {
    await chmod(directory.path, mode);
    expect(doubts({ NODE_ENV: 'production' })).toEqual({ problems: [], warnings: [] });
  });

  it.each([0o777, 0o1777, 0o702])(
    'should refuse mode %o in production, and warn elsewhere',
    async (mode) => {
      await chmod(directory.path, mode);
      const words = [
        expect.stringMatching(/^DATA_DIR may be written by every user of this machine/),
      ];
      expect(doubts({ NODE_ENV: 'production' })).toEqual({ problems: words, warnings: [] });
      expect(doubts({})).toEqual({ problems: [], warnings: words });
    },
  );

  it.each([0o770, 0o2775])('should warn of mode %o', async (mode) => {
    await chmod(directory.path, mode);
    const words = [expect.stringMatching(/^DATA_DIR may be written by its group/)];
    expect(doubts({ NODE_ENV: 'production' })).toEqual({ problems: [], warnings: words });
  });

  it('should not mind a folder that is not there yet, or not used', async () => {
    expect(doubts({ DATA_DIR: join(directory.path, 'new') })).toEqual({
      problems: [],
      warnings: [],
    });
    await chmod(directory.path, 0o777);
    const shared = { NODE_ENV: 'production', MONGODB_URI: 'mongodb://localhost/directory' };
    expect(doubts(shared)).toEqual({ problems: [], warnings: [] });
  });
});
