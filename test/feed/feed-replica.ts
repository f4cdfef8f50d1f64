import { Catalog } from '../../src/catalog/catalog.service.js';
import { DEFAULT_SCOPE } from '../../src/manifest/scope.js';
import { ChangeFeed } from '../../src/storage/feed/change-feed.js';
import { FeedSignals, type ChangedRecord } from '../../src/storage/feed/feed-signals.js';
import type { ManualClock } from '../support/manual-clock.js';
import { TEST_SECRET } from '../support/test-app.js';
import type { SharedStore } from './shared-store.js';
import { testRenderer } from '../support/test-renderer.js';

/** Signals that a test delivers, loses or repeats. */
class Mailbox extends FeedSignals {
  readonly sent: (readonly ChangedRecord[])[] = [];

  listen(): void {
    // The test hands them over.
  }

  send(records: readonly ChangedRecord[]): void {
    this.sent.push(records);
  }
}

/** One replica's way from the store to its catalog. */
export class FeedReplica {
  readonly mailbox = new Mailbox();
  readonly catalog = new Catalog(testRenderer(TEST_SECRET));
  readonly feed: ChangeFeed;

  constructor(store: SharedStore, clock: ManualClock) {
    this.feed = new ChangeFeed(store, this.mailbox, clock);
  }

  async start(): Promise<void> {
    await this.feed.follow((batch) => {
      this.catalog.apply(batch);
    });
  }

  /** Revision and change of each of the ids, as the catalog has them. */
  view(ids: readonly string[]): unknown[] {
    const catalog = this.catalog.of(DEFAULT_SCOPE);
    return ids.flatMap((id) => {
      const record = catalog.told(id);
      return record === undefined ? [] : [[id, record.revision, record.change.id, record.removed]];
    });
  }

  get fingerprint(): string {
    return this.catalog.of(DEFAULT_SCOPE).listing.fingerprint.toString();
  }
}
