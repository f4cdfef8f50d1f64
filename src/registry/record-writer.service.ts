import { randomUUID } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { Catalog } from '../catalog/catalog.service.js';
import { Clock } from '../common/clock.js';
import { DomainError } from '../common/domain-error.js';
import type { ChangeContext } from '../manifest/lifecycle.js';
import type { Scope } from '../manifest/scope.js';
import type { RecordDraft, ServerRecord } from '../manifest/server-record.js';
import { CountedTime } from './counted-time.service.js';
import { ManifestStore } from '../storage/manifest-store.js';

/**
 * What to make of a record: the draft to store, or `undefined` for no change. Called again with a newer record when
 * another writer was faster; may throw to refuse.
 */
export type Decide = (
  current: ServerRecord | undefined,
  context: ChangeContext,
) => RecordDraft | undefined;

/** A record before and after a change; the same object when nothing changed. */
export interface Written {
  readonly before: ServerRecord | undefined;
  readonly after: ServerRecord | undefined;
}

const DEADLINE_MS = 5_000;

/** Changes records: reads, decides, stores if nobody else did meanwhile, and else decides anew. */
@Injectable()
export class RecordWriter {
  private readonly logger = new Logger('Registry');

  constructor(
    private readonly store: ManifestStore,
    private readonly catalog: Catalog,
    private readonly countedTime: CountedTime,
    private readonly clock: Clock,
  ) {}

  /** The newest known record; the store is asked when the catalog has none. */
  async current(scope: Scope, id: string): Promise<ServerRecord | undefined> {
    return this.catalog.of(scope).record(id) ?? (await this.store.find(scope, id));
  }

  async change(scope: Scope, id: string, actor: string, decide: Decide): Promise<Written> {
    const start = this.clock.monotonic();
    let before = this.catalog.of(scope).record(id);
    for (;;) {
      const written = await this.attempt(before, actor, decide);
      if (written !== undefined) return written;
      if (this.clock.monotonic() - start > DEADLINE_MS) {
        throw new DomainError(
          'STORAGE_UNAVAILABLE',
          'Too many writers change this server; try again.',
          {
            retryAfterSeconds: 1,
          },
        );
      }
      // Whoever was faster has mostly come through the feed already.
      const newest = this.catalog.of(scope).record(id);
      before = newest?.revision === before?.revision ? await this.store.find(scope, id) : newest;
    }
  }

  /** One try; `undefined` when another writer was faster. */
  async attempt(
    before: ServerRecord | undefined,
    actor: string,
    decide: Decide,
  ): Promise<Written | undefined> {
    const context = {
      changeId: randomUUID(),
      actor,
      at: this.clock.now(),
      countedAt: this.countedTime.now,
    };
    const draft = decide(before, context);
    if (draft === undefined) return { before, after: before };
    const result = await this.store.commit({ expectedRevision: before?.revision ?? 0, draft });
    if (result.outcome === 'lost') return undefined;
    const { id, revision, change } = result.record;
    this.logger.log({
      msg: `${id} ${change.what}${change.status === null ? '' : `: ${change.status}`}`,
      id,
      revision,
      what: change.what,
      why: change.why,
      status: change.status,
      actor,
    });
    return { before, after: result.record };
  }
}
