import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { SlowDocuments } from '../../../test/support/slow-documents.js';
import { testBudgets } from '../../../test/support/test-budgets.js';
import type { CatalogListener } from '../../catalog/catalog.service.js';
import { ChangeBell } from './change-bell.service.js';
import { Subscriptions } from './subscriptions.service.js';

const SEARCHES = 20;

describe('ChangeBell', () => {
  it('should let others have their turn between two searches, changed or not', async () => {
    const clock = new ManualClock();
    const documents = new SlowDocuments(clock);
    const subscriptions = new Subscriptions(documents as never, testBudgets());
    const listeners: CatalogListener[] = [];
    const catalog = { onChange: (listener: CatalogListener) => listeners.push(listener) };
    const bell = new ChangeBell(catalog as never, subscriptions, clock, {} as never);
    for (let index = 0; index < SEARCHES; index += 1) {
      const uri = `omega://directory/search?q=${index}`;
      subscriptions.add(uri, 'a client');
      subscriptions.listen(uri);
    }
    bell.subscribe(() => undefined);
    listeners[0]?.({ changes: [], newEpoch: true });
    expect(await documents.mostAtOnce(2 * SEARCHES)).toBe(1);
  });

  it('should tell who begins to listen while a change settles', async () => {
    const clock = new ManualClock();
    const listeners: CatalogListener[] = [];
    const catalog = { onChange: (listener: CatalogListener) => listeners.push(listener) };
    const config = { mongodbUri: 'mongodb://localhost' };
    const subscriptions = new Subscriptions(new SlowDocuments(clock) as never, testBudgets());
    const bell = new ChangeBell(catalog as never, subscriptions, clock, config as never);
    listeners[0]?.({ changes: [], newEpoch: true });
    const told: string[] = [];
    bell.subscribe(({ kind }) => told.push(kind));
    clock.advance(50);
    await new Promise(setImmediate);
    expect(told).toEqual(['resources_list_changed']);
  });

  it('should tell of a search when the change that it has has settled', async () => {
    const clock = new ManualClock();
    const listeners: CatalogListener[] = [];
    const catalog = { onChange: (listener: CatalogListener) => listeners.push(listener) };
    const config = { mongodbUri: 'mongodb://localhost' };
    const documents = { etag: '"1"', search: () => ({ etag: documents.etag }) };
    const subscriptions = new Subscriptions(documents as never, testBudgets());
    const bell = new ChangeBell(catalog as never, subscriptions, clock, config as never);
    const told: number[] = [];
    const start = clock.monotonic();
    bell.subscribe(({ kind }) => {
      if (kind === 'resource_updated') told.push(clock.monotonic() - start);
    });
    subscriptions.add('omega://directory/search?q=x', 'a client');
    subscriptions.listen('omega://directory/search?q=x');
    const pass = async (ms: number): Promise<void> => {
      clock.advance(ms);
      await new Promise(setImmediate);
    };
    listeners[0]?.({ changes: [], newEpoch: false });
    await pass(0);
    await pass(40);
    documents.etag = '"2"';
    listeners[0]?.({ changes: [], newEpoch: false });
    for (let time = 40; time < 400; time += 10) await pass(10);
    expect(told).toEqual([150]);
  });
});
