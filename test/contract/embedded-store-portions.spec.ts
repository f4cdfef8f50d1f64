import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DEFAULT_SCOPE } from '../../src/manifest/scope.js';
import { EmbeddedStore } from '../../src/storage/embedded/embedded-store.js';
import { ManualClock } from '../support/manual-clock.js';
import { newDraft } from '../support/record-drafts.js';
import { tempDir } from '../support/temp-dir.js';

const COUNT = 200;

describe('EmbeddedStore, many changes at once', () => {
  let directory: Awaited<ReturnType<typeof tempDir>>;
  let store: EmbeddedStore;
  const clock = new ManualClock();

  beforeEach(async () => {
    directory = await tempDir();
    store = await EmbeddedStore.open(directory.path, clock);
  });

  afterEach(async () => {
    await store.onApplicationShutdown();
    await directory.remove();
  });

  it('should hand them over in portions, and answer nothing that is still to be handed over', async () => {
    const portions: number[] = [];
    const handedOver = new Set<string>();
    const ids = Array.from({ length: COUNT }, (_, index) => `s${index}`);
    let found: Promise<void> | undefined;
    await store.follow(({ records }) => {
      portions.push(records.length);
      for (const { id } of records) handedOver.add(id);
      expect(store.timeline().now).toBe(records.at(-1)?.position);
      // Each portion takes so long that others have their turn before the next one.
      clock.advance(11);
      if (handedOver.size === 1 || found !== undefined) return;
      const last = ids.find((id) => !handedOver.has(id)) ?? '';
      found = store.find(DEFAULT_SCOPE, last).then((record) => {
        expect(record?.id).toBe(last);
        expect(handedOver).toContain(last);
      });
    });
    await Promise.all(
      ids.map(async (id) => {
        const { outcome } = await store.commit({ before: undefined, draft: newDraft(id) });
        expect(outcome).toBe('won');
        expect(handedOver).toContain(id);
      }),
    );
    await found;
    expect(handedOver.size).toBe(COUNT);
    expect(Math.max(...portions)).toBe(16);
  });
});
