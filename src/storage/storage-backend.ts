import type { ManifestStore } from './manifest-store.js';
import type { SettingsStore } from './settings-store.js';
import type { SignsOfLife } from './signs-of-life.js';

/** What one kind of storage provides. */
export class StorageBackend {
  constructor(
    readonly store: ManifestStore,
    readonly signsOfLife: SignsOfLife,
    readonly settings: SettingsStore,
  ) {}
}
