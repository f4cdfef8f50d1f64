import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ManualClock } from '../support/manual-clock.js';
import { tempDir } from '../support/temp-dir.js';
import { EmbeddedStore } from '../../src/storage/embedded/embedded-store.js';
import { SharedSettings } from '../../src/storage/shared-settings.service.js';

const CALL_DEADLINE_MS = 5_000;

describe(SharedSettings.name, () => {
  let directory: Awaited<ReturnType<typeof tempDir>>;
  let clock: ManualClock;
  let store: EmbeddedStore;
  let settings: SharedSettings;

  beforeEach(async () => {
    directory = await tempDir();
    clock = new ManualClock();
    store = await EmbeddedStore.open(directory.path, clock);
    settings = new SharedSettings(store.settings, new ManualClock());
    await settings.load();
  });

  afterEach(async () => {
    await store.onApplicationShutdown();
    await directory.remove();
  });

  it('should go on from a change that was stored and not answered in time', async () => {
    const put = store.settings.put.bind(store.settings);
    // The disk stands still.
    store.settings.put = async (...args) => {
      const answer = put(...args);
      clock.advance(CALL_DEADLINE_MS);
      return answer;
    };
    await expect(settings.change('pace', () => 1)).rejects.toMatchObject({
      code: 'STORAGE_UNAVAILABLE',
    });
    store.settings.put = put;
    await settings.change('pace', (value) => [value ?? null, 2]);
    expect(settings.value('pace')).toEqual([1, 2]);
  });
});
