import type { Json } from '../../manifest/manifest.js';
import { SettingsStore, type Setting, type SettingListener } from '../settings-store.js';
import type { SqliteCalls } from './sqlite-calls.js';

/** {@link SettingsStore} beside the servers in the SQLite file; nobody else changes it. */
export class EmbeddedSettings extends SettingsStore {
  private readonly listeners: SettingListener[] = [];

  constructor(private readonly calls: SqliteCalls) {
    super();
  }

  async follow(listener: SettingListener): Promise<void> {
    // Starting may have been interrupted and begin again.
    if (!this.listeners.includes(listener)) this.listeners.push(listener);
    await this.refresh();
  }

  async refresh(): Promise<void> {
    for (const setting of await this.calls.call({ op: 'settings' })) this.publish(setting);
  }

  async put(name: string, revision: number, value: Json): Promise<Setting | undefined> {
    const setting = { name, revision: revision + 1, value };
    if (!(await this.calls.call({ op: 'putSetting', setting }))) return undefined;
    this.publish(setting);
    return setting;
  }

  private publish(setting: Setting): void {
    for (const listener of this.listeners) listener(setting);
  }
}
