import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ProcessState } from '../../src/common/process-state.js';
import { ChangeBell } from '../../src/mcp/notifications/change-bell.service.js';
import { Listening } from '../../src/mcp/notifications/listening.service.js';
import { manifest } from '../support/example-manifest.js';
import { McpListener } from '../support/mcp-listener.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const LIST_CHANGED = 'notifications/resources/list_changed';
const UPDATED = 'notifications/resources/updated';
const BATCH_MS = 100;
const LISTENERS = 1_000;
/** Registrations in a coalescing window, at 100 a second. */
const PER_BATCH = 10;
const BATCHES = 30;

describe('Many MCP listeners', () => {
  let directory: TestApp;
  let listeners: McpListener[];

  beforeEach(async () => {
    directory = await startTestApp({ listen: true });
    listeners = [];
  });

  afterEach(async () => {
    for (const listener of listeners) listener.close();
    await directory.end();
  });

  async function listen(notifications: object): Promise<McpListener> {
    const { port } = directory.app.getHttpServer().address() as AddressInfo;
    const listener = await McpListener.open(port, notifications);
    listeners.push(listener);
    return listener;
  }

  async function register(version: number, ids: readonly number[]): Promise<void> {
    const servers = ids.map((id) => manifest(`server-${id}`, { version: `${version}` }));
    await directory.http.post('/servers/batch/register').send({ servers }).expect(200);
  }

  it('should each be told once a batch, and leave nothing behind', async () => {
    const filter = {
      resourcesListChanged: true,
      resourceSubscriptions: ['omega://directory/servers', 'omega://directory/servers/server-3'],
    };
    while (listeners.length < LISTENERS) {
      await Promise.all(Array.from({ length: 50 }, () => listen(filter)));
    }
    // The first change is told at once, the others in their batch.
    await register(0, [999]);
    const ids = Array.from({ length: PER_BATCH }, (_, index) => index);
    for (let batch = 1; batch <= BATCHES; batch += 1) {
      await Promise.all(
        listeners.map((listener) => listener.until(() => listener.told(LIST_CHANGED) === batch)),
      );
      await register(batch, ids);
      directory.clock.advance(BATCH_MS);
    }
    await Promise.all(
      listeners.map((listener) => listener.until(() => listener.told(UPDATED) === 2 * BATCHES + 1)),
    );
    expect(new Set(listeners.map((listener) => listener.told(LIST_CHANGED)))).toEqual(
      new Set([BATCHES + 1]),
    );
    const listening = directory.app.get(Listening);
    expect([listening.streams, listening.cutOff]).toEqual([LISTENERS, 0]);
    for (const listener of listeners) listener.close();
    while (listening.streams > 0) await new Promise(setImmediate);
  });

  it('should be cut off when they stop reading, and hold up nobody else', async () => {
    const uri = 'omega://directory/servers';
    const idle = await listen({ resourceSubscriptions: [uri] });
    const reader = await listen({ resourceSubscriptions: [uri] });
    idle.pause();
    const bell = directory.app.get(ChangeBell);
    const listening = directory.app.get(Listening);
    let told = 0;
    while (listening.cutOff === 0) {
      for (let index = 0; index < 1_000; index += 1)
        bell.publish({ kind: 'resource_updated', uri });
      told += 1_000;
      await reader.until(() => reader.told(UPDATED) === told);
    }
    idle.resume();
    await idle.end();
    expect(listening.streams).toBe(1);
  });

  it('should be told when the directory stops', async () => {
    const listener = await listen({ resourcesListChanged: true });
    directory.app.get(ProcessState).drain();
    await listener.until(() => listener.told('end') === 1);
    expect(directory.app.get(Listening).streams).toBe(0);
  });

  it('should be told at once that nothing is to be told', async () => {
    const { port } = directory.app.getHttpServer().address() as AddressInfo;
    const listener = await McpListener.open(port, { resourceSubscriptions: ['x:y'] });
    await listener.until(() => listener.told('end') === 1);
    listener.close();
  });
});
