import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { SlowDocuments } from '../../../test/support/slow-documents.js';
import { ProcessState } from '../../common/process-state.js';
import { Listening } from './listening.service.js';
import { Subscriptions } from './subscriptions.service.js';

const SEARCHES = 20;

describe('Listening', () => {
  it('should let others have their turn between the searches of a request', async () => {
    const clock = new ManualClock();
    const documents = new SlowDocuments(clock);
    const subscriptions = new Subscriptions(documents as never);
    const state = new ProcessState();
    const listening = new Listening({} as never, subscriptions, state, clock);
    const resourceSubscriptions = Array.from(
      { length: SEARCHES },
      (_, index) => `omega://directory/search?q=${index}`,
    );
    const body = { params: { notifications: { resourceSubscriptions } } };
    let left = false;
    // Its head is sent, so that what is left to do with it is to end it.
    const response = { headersSent: true, destroy: () => (left = true) };
    const noServer = (): never => {
      throw new Error('no server is made while draining');
    };
    const listened = listening.listen({} as never, response as never, body, noServer);
    state.drain();
    expect(await documents.mostAtOnce(SEARCHES)).toBe(1);
    await listened;
    expect([left, listening.streams, [...subscriptions.searchUris()]]).toEqual([true, 0, []]);
  });
});
