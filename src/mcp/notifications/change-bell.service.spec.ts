import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { SlowDocuments } from '../../../test/support/slow-documents.js';
import type { CatalogListener } from '../../catalog/catalog.service.js';
import { ChangeBell } from './change-bell.service.js';
import { Subscriptions } from './subscriptions.service.js';

const SEARCHES = 20;

describe('ChangeBell', () => {
  it('should let others have their turn between two searches, changed or not', async () => {
    const clock = new ManualClock();
    const documents = new SlowDocuments(clock);
    const subscriptions = new Subscriptions(documents as never);
    const listeners: CatalogListener[] = [];
    const catalog = { onChange: (listener: CatalogListener) => listeners.push(listener) };
    const bell = new ChangeBell(catalog as never, subscriptions, clock, {} as never);
    for (let index = 0; index < SEARCHES; index += 1) {
      subscriptions.add(`omega://directory/search?q=${index}`);
    }
    bell.subscribe(() => undefined);
    listeners[0]?.({ changes: [], newEpoch: true });
    expect(await documents.mostAtOnce(2 * SEARCHES)).toBe(1);
  });
});
