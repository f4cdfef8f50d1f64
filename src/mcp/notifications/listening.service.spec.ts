import { EventEmitter } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { SlowDocuments } from '../../../test/support/slow-documents.js';
import { testBudgets } from '../../../test/support/test-budgets.js';
import { clientAt, setClient } from '../../common/http/client.js';
import { ProcessState } from '../../common/process-state.js';
import { Streams } from '../../limits/streams/streams.service.js';
import { Listening } from './listening.service.js';
import { Subscriptions } from './subscriptions.service.js';

const SEARCHES = 20;

describe('Listening', () => {
  it('should let others have their turn between the searches of a request', async () => {
    const clock = new ManualClock();
    const documents = new SlowDocuments(clock);
    const budgets = testBudgets();
    const subscriptions = new Subscriptions(documents as never, budgets);
    const state = new ProcessState();
    const streams = new Streams(budgets);
    const bell = {} as never;
    const answers = {} as never;
    const listening = new Listening(bell, subscriptions, state, clock, streams, answers);
    const resourceSubscriptions = Array.from(
      { length: SEARCHES },
      (_, index) => `omega://directory/search?q=${index}`,
    );
    const body = { params: { notifications: { resourceSubscriptions } } };
    let left = false;
    const socket = new EventEmitter();
    setClient(socket, clientAt('10.1.2.3'));
    // Its head is sent, so that what is left to do with it is to end it.
    const response = Object.assign(new EventEmitter(), {
      headersSent: true,
      destroy: () => (left = true),
    });
    const noServer = (): never => {
      throw new Error('no server is made while draining');
    };
    const request = { socket } as never;
    const listened = listening.listen(request, response as never, body, noServer);
    expect(budgets.of('event streams').usedBy('10.1.2.3')).toBe(1);
    state.drain();
    expect(await documents.mostAtOnce(SEARCHES)).toBe(1);
    await listened;
    response.emit('close');
    expect([left, listening.streams, [...subscriptions.searchUris()]]).toEqual([true, 0, []]);
    expect(budgets.view()['MCP subscription bytes'].used).toBe(0);
    expect(budgets.view()['watched searches'].used).toBe(0);
    expect(budgets.view()['event streams'].used).toBe(0);
  });
});
