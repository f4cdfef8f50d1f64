import type { ManifestStore } from '../../src/storage/manifest-store.js';

/** What asks how far behind the store's feed is learns that it is not. */
export const FRESH_STORE: Pick<ManifestStore, 'health'> = {
  health: () => ({ adapter: 'embedded', pending: 0, fault: null, feed_lag_ms: 0 }),
};
