import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { tempDir } from '../../test/support/temp-dir.js';
import { openFileLimit } from './open-file-limit.js';

const LIMITS = (soft: string): string =>
  'Limit                     Soft Limit           Hard Limit           Units\n' +
  `Max processes             7                    8                    processes\n` +
  `Max open files            ${soft.padEnd(20)} 4096                 files\n`;

describe(openFileLimit.name, () => {
  it('should be what the system says, or unknown', async () => {
    const { path, remove } = await tempDir();
    try {
      const file = join(path, 'limits');
      await writeFile(file, LIMITS('1024'));
      expect(openFileLimit(file)).toBe(1_024);
      await writeFile(file, LIMITS('unlimited'));
      expect(openFileLimit(file)).toBeUndefined();
      expect(openFileLimit(join(path, 'nothing'))).toBeUndefined();
    } finally {
      await remove();
    }
  });
});
