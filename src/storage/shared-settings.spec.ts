import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../test/support/manual-clock.js';
import { SettingsStore, type Setting, type SettingListener } from './settings-store.js';
import { SharedSettings } from './shared-settings.service.js';

/** A store that a test sets back, as a restore from a backup does. */
class RestoredSettings extends SettingsStore {
  setting: Setting = { name: 'mode', revision: 5, value: 'new' };
  private listener: SettingListener = () => undefined;

  follow(listener: SettingListener): Promise<void> {
    this.listener = listener;
    return this.refresh();
  }

  refresh(): Promise<void> {
    this.listener(this.setting);
    return Promise.resolve();
  }

  put(name: string, revision: number, value: string): Promise<Setting | undefined> {
    if (revision !== this.setting.revision) return Promise.resolve(undefined);
    this.setting = { name, revision: revision + 1, value };
    this.listener(this.setting);
    return Promise.resolve(this.setting);
  }
}

async function scene() {
  const clock = new ManualClock();
  const store = new RestoredSettings();
  const settings = new SharedSettings(store, clock);
  await settings.load();
  return { clock, store, settings };
}

describe(SharedSettings.name, () => {
  it('should believe a store that was set back when that lasts, and change settings again', async () => {
    const { clock, store, settings } = await scene();
    store.setting = { name: 'mode', revision: 2, value: 'old' };
    await settings.refresh();
    clock.advance(9_999);
    await settings.refresh();
    expect(settings.value('mode')).toBe('new');
    clock.advance(1);
    await settings.refresh();
    expect(settings.value('mode')).toBe('old');
    await settings.change('mode', () => 'next');
    expect(store.setting).toEqual({ name: 'mode', revision: 3, value: 'next' });
  });

  it('should take nothing back that the store shows late', async () => {
    const { clock, store, settings } = await scene();
    const newest = store.setting;
    store.setting = { name: 'mode', revision: 4, value: 'late' };
    await settings.refresh();
    clock.advance(3_000);
    store.setting = newest;
    await settings.refresh();
    clock.advance(20_000);
    store.setting = { name: 'mode', revision: 4, value: 'late' };
    await settings.refresh();
    expect(settings.value('mode')).toBe('new');
  });
});
