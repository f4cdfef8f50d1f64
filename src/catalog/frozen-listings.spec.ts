import { describe, expect, it } from '@jest/globals';
import { newDraft } from '../../test/support/record-drafts.js';
import { testRenderer } from '../../test/support/test-renderer.js';
import { FrozenListings } from './frozen-listings.js';
import { TenantCatalog } from './tenant-catalog.js';

describe(FrozenListings.name, () => {
  it('should give one listing to all who read it, and another one after a change', () => {
    const catalog = new TenantCatalog(testRenderer('a secret for tests'));
    const add = (id: string): void => {
      catalog.apply({ ...newDraft(id), revision: 1, position: 1 });
    };
    const listings = new FrozenListings();
    const now = () => listings.of(catalog, catalog.listing.tree.root());
    add('b');
    const first = now();
    expect(now()).toBe(first);
    add('a');
    const second = now();
    expect(now()).toBe(second);
    expect(first.map(({ record }) => record.id)).toEqual(['b']);
    expect(second.map(({ record }) => record.id)).toEqual(['a', 'b']);
  });
});
