import type { Json } from '../manifest/manifest.js';

/** A value that all replicas share. */
export interface Setting {
  readonly name: string;
  /** Up by one with each change; the first is 1. */
  readonly revision: number;
  readonly value: Json;
}

/** Takes a setting in; a revision that is known already may come again. */
export type SettingListener = (setting: Setting) => void;

/**
 * Settings that the replicas of one directory share, kept beside the servers. Like these they are changed by
 * compare-and-set and followed level-triggered: at another replica they arrive within about a second.
 */
export abstract class SettingsStore {
  /** Hands over every stored setting, then each that changes; resolves when the stored ones were handed over. */
  abstract follow(listener: SettingListener): Promise<void>;

  /**
   * Hands over every stored setting as it is now.
   * @throws STORAGE_UNAVAILABLE
   */
  abstract refresh(): Promise<void>;

  /**
   * Stores the value, durably, if the setting still has this revision (0 = there is none yet), and hands it over.
   * `undefined` = it has another one.
   * @throws STORAGE_UNAVAILABLE the outcome is unknown
   */
  abstract put(name: string, revision: number, value: Json): Promise<Setting | undefined>;
}
