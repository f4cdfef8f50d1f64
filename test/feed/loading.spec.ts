import { describe, expect, it } from '@jest/globals';
import { FixedGauge } from '../support/fixed-gauge.js';
import { ManualClock } from '../support/manual-clock.js';
import { newDraft } from '../support/record-drafts.js';
import { tempDir } from '../support/temp-dir.js';
import { testRenderer } from '../support/test-renderer.js';
import { loadConfig } from '../../src/config/load-config.js';
import { DEFAULT_SCOPE } from '../../src/manifest/scope.js';
import { EmbeddedStore } from '../../src/storage/embedded/embedded-store.js';
import { CatalogFeed } from '../../src/catalog/catalog-feed.service.js';
import { Catalog } from '../../src/catalog/catalog.service.js';
import { Room } from '../../src/catalog/stored/room.service.js';
import type { ServerFilter } from '../../src/catalog/server-query.js';

function searchFor(text: string): ServerFilter {
  return { text, tags: [], capabilities: [], statuses: [] };
}

/** A gauge that rises with each look. */
class RisingGauge extends FixedGauge {
  looks = 0;

  override measure(): number {
    this.looks += 1;
    return (this.livePart = this.looks / 100);
  }
}

describe(CatalogFeed.name, () => {
  const clock = new ManualClock();

  async function scene(gauge: FixedGauge, servers: number, env: Record<string, string> = {}) {
    const data = await tempDir();
    const store = await EmbeddedStore.open(data.path, clock);
    const ids = Array.from({ length: servers }, (_, index) => `s${1_000 + index}`);
    await Promise.all(
      ids.map((id) =>
        store.commit({ before: undefined, draft: newDraft(id, { description: `word${id}` }) }),
      ),
    );
    const config = loadConfig({ NODE_ENV: 'test', ...env });
    const catalog = new Catalog(testRenderer('a secret for tests'), config);
    const feed = new CatalogFeed(store, catalog, new Room(gauge, config), clock);
    await feed.start();
    const end = async () => {
      await store.onApplicationShutdown();
      await data.remove();
    };
    return { store, feed, tenant: catalog.of(DEFAULT_SCOPE), ids, end };
  }

  it('should index below the first mark, then only list, then leave out, in order of id', async () => {
    const { tenant, ids, end } = await scene(new RisingGauge(), 100);
    try {
      const view = tenant.absent.view('no room', 3);
      expect([...tenant.all()]).toHaveLength(84);
      expect(tenant.unindexed.size).toBe(10);
      expect(view).toEqual({ count: 16, ids: ids.slice(84, 87) });
      expect([...tenant.unindexed]).toEqual(ids.slice(74, 84));
      expect(tenant.list(searchFor('')).slice(0)).toEqual(ids.slice(0, 84));
      expect(tenant.search(searchFor(`word${ids[0]}`)).slice(0)).toContain(ids[0]);
      expect(tenant.search(searchFor(`word${ids[80]}`)).slice(0)).not.toContain(ids[80]);
      // They count all the same.
      expect(tenant.usage.all.servers).toBe(100);
    } finally {
      await end();
    }
  });

  it('should index no more words than the quota has', async () => {
    const { tenant, end } = await scene(new FixedGauge(), 60, { MAX_INDEXED_TERMS: '40' });
    try {
      expect(tenant.text.terms).toBeGreaterThanOrEqual(40);
      expect(tenant.text.terms).toBeLessThan(50);
      expect(tenant.unindexed.size).toBeGreaterThan(0);
      expect(tenant.visibleCount).toBe(60);
    } finally {
      await end();
    }
  });

  it('should leave out what comes when there is no room, and keep what it has', async () => {
    const gauge = new FixedGauge();
    const { store, tenant, end } = await scene(gauge, 2);
    try {
      gauge.livePart = 0.9;
      await store.commit({ before: undefined, draft: newDraft('late') });
      expect(tenant.entry('late')).toBeUndefined();
      expect(tenant.absent.get('late')).toMatchObject({ why: 'no room' });
      const before = tenant.record('s1000');
      await store.commit({ before, draft: newDraft('s1000', { version: '2' }) });
      expect(tenant.record('s1000')?.version).toBe('2');
      gauge.livePart = 0.5;
      const late = await store.find(DEFAULT_SCOPE, 'late');
      await store.commit({ before: late, draft: newDraft('late', { version: '3' }) });
      expect(tenant.entry('late')?.record.version).toBe('3');
      expect(tenant.absent.size).toBe(0);
    } finally {
      await end();
    }
  });
});
