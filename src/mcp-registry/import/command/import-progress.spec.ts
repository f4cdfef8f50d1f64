import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { ImportProgress } from './import-progress.js';

function start(isTTY: boolean): { progress: ImportProgress; printed: () => string } {
  const out = Object.assign(new PassThrough({ encoding: 'utf8' }), { isTTY, columns: 80 });
  return { progress: new ImportProgress(out), printed: () => String(out.read() ?? '') };
}

describe(ImportProgress.name, () => {
  it('should print few lines where nobody looks', () => {
    const { progress, printed } = start(false);
    for (let pages = 1; pages <= 60; pages += 1) progress.read(pages, pages * 100);
    for (let done = 0; done <= 6_000; done += 100) progress.sent(done, 6_000);
    progress.end();
    const lines = printed().trimEnd().split('\n');
    expect(lines[0]).toBe('Read 5000 entries on 50 pages');
    expect(lines[1]).toBe('Sent 100 of 6000 servers');
    expect(lines.at(-1)).toBe('Sent 6000 of 6000 servers');
    expect(lines.length).toBeLessThanOrEqual(13);
  });

  it('should print a line for each few thousand comparisons', () => {
    const { progress, printed } = start(false);
    for (let done = 0; done <= 12_000; done += 1) progress.compared(done, 12_000);
    expect(printed()).toBe('Compared 5000 of 12000 servers\nCompared 10000 of 12000 servers\n');
  });

  it('should print nothing when there is nothing to send', () => {
    const { progress, printed } = start(false);
    progress.sent(0, 0);
    progress.end();
    expect(printed()).toBe('');
  });

  it('should draw a bar on a terminal', () => {
    const { progress, printed } = start(true);
    progress.read(1, 30);
    progress.read(2, 60);
    progress.compared(0, 60);
    progress.compared(60, 60);
    progress.sent(0, 60);
    progress.sent(60, 60);
    progress.end();
    const drawn = printed();
    expect(drawn).toContain('60 entries on 2 pages');
    expect(drawn).toMatch(/█ 60\/60/);
    expect(drawn.endsWith('\n')).toBe(true);
  });
});
