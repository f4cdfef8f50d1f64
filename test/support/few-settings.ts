import type { Json } from '../../src/manifest/manifest.js';
import {
  SettingsStore,
  type Setting,
  type SettingListener,
} from '../../src/storage/settings-store.js';

/** Settings in memory. */
export class FewSettings extends SettingsStore {
  private readonly stored = new Map<string, Setting>();
  private readonly listeners: SettingListener[] = [];
  /** Why nothing can be stored; `null` = it can. */
  fault: Error | null = null;

  follow(listener: SettingListener): Promise<void> {
    this.listeners.push(listener);
    this.stored.forEach(listener);
    return Promise.resolve();
  }

  refresh(): Promise<void> {
    for (const listener of this.listeners) this.stored.forEach(listener);
    return Promise.resolve();
  }

  put(name: string, revision: number, value: Json): Promise<Setting | undefined> {
    if (this.fault !== null) return Promise.reject(this.fault);
    if ((this.stored.get(name)?.revision ?? 0) !== revision) return Promise.resolve(undefined);
    const setting = { name, revision: revision + 1, value };
    this.stored.set(name, setting);
    for (const listener of this.listeners) listener(setting);
    return Promise.resolve(setting);
  }
}
