import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EventHub } from '../../src/directory/events/event-hub.service.js';
import { manifest } from '../support/example-manifest.js';
import { SseReader } from '../support/sse-reader.js';
import { DIRECTORY, startTestApp, type TestApp } from '../support/test-app.js';

const KIB = 1_024;
const MOST_BYTES = 16 * KIB * KIB;

/** About 110 KB. */
const large = (id: string, version: string) =>
  manifest(id, {
    version,
    tools: Array.from({ length: 28 }, (_, index) => ({
      name: `t${index}`,
      description: 'x'.repeat(4_000),
    })),
  });

describe('Streams that look for words, while more changes than may wait for them', () => {
  let directory: TestApp;
  let hub: EventHub;
  let url: string;
  const readers: SseReader[] = [];

  beforeEach(async () => {
    directory = await startTestApp({ listen: true });
    hub = directory.app.get(EventHub);
    url = `${await directory.app.getUrl()}${DIRECTORY}/events`;
  });

  afterEach(async () => {
    for (const reader of readers.splice(0)) await reader.close();
    await directory.end();
  });

  async function open(query: string): Promise<SseReader> {
    const reader = await SseReader.open(url + query);
    readers.push(reader);
    expect((await reader.next()).event).toBe('ready');
    return reader;
  }

  const register = (body: object) => directory.http.post('/servers/register').send(body);

  /** Large servers change again and again. Before that a batch goes out, so the lane waits until the clock goes on. */
  async function change(id = 'other', description = 'news'): Promise<number> {
    await register(manifest('first', { description: 'weather' })).expect(201);
    await register(manifest(id, { description }));
    let most = 0;
    for (let time = 0; time < 200; time += 1) {
      await register(large(`large-${time % 10}`, `1.0.${time}`));
      most = Math.max(most, hub.waitingBytes);
    }
    return most;
  }

  it('should be reset, hold no more than the limit, and go on', async () => {
    const [one, two] = [await open('?q=weather'), await open('?q=weather+forecast')];
    const most = await change();
    expect(most).toBeLessThanOrEqual(MOST_BYTES);
    expect(most).toBeGreaterThan(MOST_BYTES / 2);
    for (const reader of [one, two]) {
      expect((await reader.next()).data).toMatchObject({ id: 'first' });
    }
    directory.clock.advance(100);
    for (const reader of [one, two]) {
      expect(await reader.next()).toMatchObject({ event: 'reset', data: { reason: 'behind' } });
    }
    expect(hub.waitingBytes).toBe(0);
    directory.clock.advance(100);
    await register(manifest('second', { description: 'weather' }));
    for (const reader of [one, two]) {
      expect(await reader.next()).toMatchObject({ event: 'registered', data: { id: 'second' } });
    }
  }, 60_000);

  it('should know then what the listing takes, though they did not get what has turned it', async () => {
    const reader = await open('?q=weather+forecast');
    await change('both', 'weather forecast');
    expect((await reader.next()).data).toMatchObject({ id: 'first' });
    directory.clock.advance(100);
    expect(await reader.next()).toMatchObject({ event: 'reset', data: { reason: 'behind' } });
    directory.clock.advance(100);
    await register(manifest('some', { description: 'forecast' }));
    await register(manifest('all', { description: 'a forecast of the weather' }));
    directory.clock.advance(100);
    expect(await reader.next()).toMatchObject({ event: 'registered', data: { id: 'all' } });
  }, 60_000);

  it('should hold what filters judge alike once, however often a server changes', async () => {
    const reader = await open('?q=weather');
    await register(manifest('first', { description: 'weather' }));
    expect((await reader.next()).data).toMatchObject({ id: 'first' });
    const beat = (status: string) =>
      directory.http.post('/servers/heartbeat').send({ id: 'first', status });
    const sizes: number[] = [];
    for (let time = 0; time < 10; time += 1) {
      await beat('draining').expect(200);
      await beat('healthy').expect(200);
      sizes.push(hub.waitingBytes);
    }
    expect(new Set(sizes).size).toBe(1);
    expect(sizes[0]).toBeGreaterThan(0);
  });
});
