import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { manifest } from '../support/example-manifest.js';
import type { ManualClock } from '../support/manual-clock.js';
import { SseReader } from '../support/sse-reader.js';
import { tempDir } from '../support/temp-dir.js';
import { DIRECTORY, startTestApp, type TestApp } from '../support/test-app.js';

describe('An event stream, when an older state of the data folder was put back', () => {
  let disk: Awaited<ReturnType<typeof tempDir>>;
  let directory: TestApp;
  let clock: ManualClock;

  const folder = (name: string): string => join(disk.path, name);

  beforeEach(async () => {
    disk = await tempDir();
    directory = await startTestApp({ listen: true, dataDir: folder('data') });
    ({ clock } = directory);
  });

  afterEach(async () => {
    await directory.end();
    await disk.remove();
  });

  async function start(name = 'data'): Promise<void> {
    directory = await startTestApp({ listen: true, dataDir: folder(name), clock });
  }

  /** Registers so many servers. */
  async function change(prefix: string, count: number): Promise<void> {
    for (let number = 0; number < count; number += 1) {
      await directory.http
        .post('/servers/register')
        .send(manifest(`${prefix}-${number}`))
        .expect(201);
    }
  }

  /** What a reader is sent first; it comes back with this id, or is new. */
  async function first(lastEventId?: string) {
    const url = `${await directory.app.getUrl()}${DIRECTORY}/events`;
    const reader = await SseReader.open(url, lastEventId === undefined ? {} : { lastEventId });
    const event = await reader.next();
    await reader.close();
    return event;
  }

  const idNow = async (): Promise<string> => (await first()).lastEventId;

  /** Three changes, of which there is a backup, and three more. */
  async function backedUp(): Promise<{ id: string; earlier: string }> {
    await change('first', 3);
    const earlier = await idNow();
    await directory.stop();
    await cp(folder('data'), folder('backup'), { recursive: true });
    await start();
    await change('lost', 3);
    const id = await idNow();
    await directory.stop();
    return { id, earlier };
  }

  it.each([
    ['the whole folder', async () => rm(folder('data'), { recursive: true })],
    ['its files, over those that are there', async () => Promise.resolve()],
  ])('should say so after seven new changes: %s', async (_what, clear) => {
    const { id } = await backedUp();
    await clear();
    await cp(folder('backup'), folder('data'), { recursive: true, force: true });
    await start();
    expect(await first(id)).toMatchObject({ event: 'reset' });
    await change('new', 7);
    expect(await first(id)).toMatchObject({ event: 'reset', data: { reason: 'epoch' } });
  });

  it('should go on where what the reader knows was not undone', async () => {
    const { earlier } = await backedUp();
    await cp(folder('backup'), folder('data'), { recursive: true, force: true });
    await start();
    await change('new', 1);
    expect(await first(earlier)).toMatchObject({ event: 'registered', data: { id: 'new-0' } });
  });

  it('should tell a copy from the original, when both have gone on', async () => {
    await change('first', 3);
    await directory.stop();
    await cp(folder('data'), folder('copy'), { recursive: true });
    await start();
    await change('original', 2);
    const id = await idNow();
    await directory.stop();
    await start('copy');
    await change('copied', 4);
    expect(await first(id)).toMatchObject({ event: 'reset', data: { reason: 'epoch' } });
  });

  it('should go on after many restarts, with and without changes', async () => {
    await change('first', 2);
    const id = await idNow();
    for (const count of [0, 1, 0, 0, 2]) {
      await directory.stop();
      await start();
      await change(`run${count}`, count);
    }
    expect(await first(id)).toMatchObject({ event: 'registered', data: { id: 'run1-0' } });
  });
});
