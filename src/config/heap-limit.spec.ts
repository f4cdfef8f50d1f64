import { spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { heapLimitBytes } from './heap-limit.js';

const MIB = 1_024 * 1_024;

describe(heapLimitBytes.name, () => {
  it.each([
    ['--max-old-space-size=100', 292, 100],
    ['--max_old_space_size=64 --max-old-space-size=100', 292, 100],
    ['--enable-source-maps', 4_288, 4_096],
    ['', 300, 150],
    ['--max-old-space-size=9000', 2_192, 2_000],
  ])('should find with "%s" and %d MiB in all that %d MiB can live', (options, all, limit) => {
    expect(heapLimitBytes(options, all * MIB)).toBe(limit * MIB);
  });

  it('should count on what V8 counts to its limit', () => {
    const script = 'console.log(v8.getHeapStatistics().heap_size_limit)';
    const args = ['--max-old-space-size=500', '-e', script];
    const { stdout } = spawnSync(process.execPath, args, { encoding: 'utf8', env: {} });
    expect(heapLimitBytes('', Number(stdout))).toBe(500 * MIB);
  });
});
