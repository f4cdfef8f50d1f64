import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { MigrateProgress } from './migrate-progress.js';

function start(isTTY: boolean): { progress: MigrateProgress; printed: () => string } {
  const out = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY, columns: 80 });
  return { progress: new MigrateProgress(out), printed: () => String(out.read() ?? '') };
}

describe(MigrateProgress.name, () => {
  it('should print few lines where nobody looks', () => {
    const { progress, printed } = start(false);
    progress.begin('Comparing', 0);
    progress.begin('Moving', 6_000);
    for (let done = 0; done < 6_000; done += 100) progress.advance(100);
    progress.begin('Verifying', 2);
    progress.advance(2);
    progress.end();
    const lines = printed().trimEnd().split('\n');
    expect(lines[0]).toBe('Moved 100 of 6000 servers');
    expect(lines.slice(-2)).toEqual(['Moved 6000 of 6000 servers', 'Verified 2 of 2 servers']);
    expect(lines.length).toBeLessThanOrEqual(12);
  });

  it('should draw a bar for each phase on a terminal', () => {
    const { progress, printed } = start(true);
    progress.begin('Comparing', 0);
    progress.begin('Moving', 60);
    progress.advance(60);
    progress.begin('Verifying', 120);
    progress.advance(120);
    progress.end();
    const drawn = printed();
    expect(drawn).not.toContain('Comparing');
    expect(drawn).toMatch(/Moving .*█ 60\/60 servers/);
    expect(drawn).toMatch(/Verifying .*█ 120\/120 servers/);
    expect(drawn.endsWith('\n')).toBe(true);
  });
});
