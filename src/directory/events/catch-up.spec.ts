import { EventEmitter } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { newDraft } from '../../../test/support/record-drafts.js';
import { testRenderer } from '../../../test/support/test-renderer.js';
import { TenantCatalog } from '../../catalog/tenant-catalog.js';
import { Budget } from '../../limits/budget.js';
import { StreamReader } from '../../limits/streams/stream-reader.js';
import type { Timeline } from '../../manifest/timeline.js';
import { CatchUp } from './catch-up.js';
import { EventGroup } from './event-group.js';

const TIMELINE: Timeline = {
  epoch: '1',
  earlier: new Map(),
  resumeAt: 9,
  listedAt: 9,
  now: 9,
  purgedThrough: 0,
};

/** An answer whose reader takes nothing until the test asks for it. */
class Unread extends EventEmitter {
  text = '';
  writableLength = 1;
  writableNeedDrain = true;

  write(text: string): void {
    this.text += text;
  }

  take(): void {
    this.writableLength = 0;
    this.writableNeedDrain = false;
    this.emit('drain');
  }
}

const turn = (): Promise<void> => new Promise(setImmediate);

describe(CatchUp.name, () => {
  it('should wait once for a reader that takes nothing, however often it is to catch up', async () => {
    const catalog = new TenantCatalog(testRenderer('a secret for tests'));
    for (let position = 1; position <= 3; position += 1) {
      catalog.apply({ ...newDraft(`s${position}`), revision: 1, position });
    }
    const query = { tags: [], capabilities: [], statuses: [], text: '', entries: false };
    const group = new EventGroup(query, undefined, catalog);
    const failed = (error: unknown): void => {
      throw error;
    };
    const catchUp = new CatchUp(catalog, () => TIMELINE, new ManualClock(), failed);
    const answer = new Unread();
    const buffers = new Budget('stream buffer bytes', { most: 1_000_000, share: 1_000_000 });
    const reader = new StreamReader(answer as never, 'a', buffers);
    const atFirst = answer.listenerCount('drain');
    for (const position of [0, 1, 0, 2, 1]) {
      catchUp.add(reader, group, position);
      await turn();
    }
    expect(answer.listenerCount('drain')).toBe(atFirst + 1);
    expect(answer.text).toBe('');
    answer.take();
    await turn();
    expect(answer.text.match(/"id":"s\d"/g)).toEqual(['"id":"s2"', '"id":"s3"']);
    expect(reader.live).toBe(true);
  });
});
