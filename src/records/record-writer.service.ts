import { randomUUID } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { Catalog } from '../catalog/catalog.service.js';
import { Clock } from '../common/clock.js';
import { DomainError } from '../common/domain-error.js';
import type { ChangeContext } from '../manifest/change-context.js';
import type { Scope } from '../manifest/scope.js';
import type { RecordDraft, ServerRecord } from '../manifest/server-record.js';
import { ManifestStore, type CommitResult, type RecordChange } from '../storage/manifest-store.js';
import { CountedTime } from './counted-time.service.js';

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

interface ChangeOptions {
  /** "Nothing changes" is an answer that the store must agree with: the catalog may not have heard of everything. */
  readonly confirmNoChange?: boolean;
}

const DEADLINE_MS = 5_000;

/** Changes records: reads, decides, stores if nobody else did meanwhile, and else decides again. */
@Injectable()
export class RecordWriter {
  private readonly logger = new Logger('Registry');

  constructor(
    private readonly store: ManifestStore,
    private readonly catalog: Catalog,
    private readonly countedTime: CountedTime,
    private readonly clock: Clock,
  ) {}

  /** What `check` makes of the newest known record. It refuses nothing before the store was asked. */
  async read<T>(
    scope: Scope,
    id: string,
    check: (record: ServerRecord | undefined) => T,
  ): Promise<T> {
    try {
      return check(this.catalog.of(scope).record(id));
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return check(await this.store.find(scope, id));
    }
  }

  /** A refusal by `decide` counts only when it was made from what the store has. */
  async change(
    scope: Scope,
    id: string,
    actor: string,
    decide: Decide,
    { confirmNoChange = false }: ChangeOptions = {},
  ): Promise<Written> {
    const start = this.clock.monotonic();
    let { record: before, confirmed } = await this.newest(scope, id);
    for (;;) {
      const decision = this.decide(before, actor, decide);
      const unsure = decision.refusal !== undefined || (confirmNoChange && !decision.draft);
      if (unsure && !confirmed) {
        before = await this.store.find(scope, id);
        confirmed = true;
        continue;
      }
      if (decision.refusal !== undefined) throw decision.refusal;
      if (decision.draft === undefined) return { before, after: before };
      const result = await this.commit({ before, draft: decision.draft });
      if (result.outcome === 'won') return { before, after: result.record };
      if (this.clock.monotonic() - start > DEADLINE_MS) {
        throw new DomainError(
          'STORAGE_UNAVAILABLE',
          'Too many writers change this server; try again.',
          { retryAfterSeconds: 1 },
        );
      }
      // The faster writer's change has mostly come through the feed already.
      ({ record: before, confirmed } = await this.newest(scope, id, { before }));
    }
  }

  /** The newest record; from the store where the catalog has none, or only the one that has `lost`. */
  private async newest(
    scope: Scope,
    id: string,
    lost?: Pick<Written, 'before'>,
  ): Promise<{ record: ServerRecord | undefined; confirmed: boolean }> {
    const catalog = this.catalog.of(scope);
    const record = catalog.record(id);
    const isOld = lost !== undefined && lost.before?.revision === record?.revision;
    if (!isOld && !catalog.isOnlyStored(id)) return { record, confirmed: false };
    return { record: await this.store.find(scope, id), confirmed: true };
  }

  /** One try with a fence, see {@link RecordChange}; it loses when another writer or a heartbeat was faster. */
  async mark(
    before: ServerRecord,
    actor: string,
    fence: number,
    decide: (current: ServerRecord, context: ChangeContext) => RecordDraft,
  ): Promise<CommitResult> {
    return this.commit({ before, draft: decide(before, this.context(actor)), fence });
  }

  private decide(
    before: ServerRecord | undefined,
    actor: string,
    decide: Decide,
  ): { readonly draft?: RecordDraft | undefined; readonly refusal?: DomainError } {
    try {
      return { draft: decide(before, this.context(actor)) };
    } catch (error) {
      if (error instanceof DomainError) return { refusal: error };
      throw error;
    }
  }

  private context(actor: string): ChangeContext {
    return {
      changeId: randomUUID(),
      actor,
      at: this.clock.now(),
      countedAt: this.countedTime.now,
    };
  }

  private async commit(recordChange: RecordChange): Promise<CommitResult> {
    const result = await this.store.commit(recordChange);
    if (result.outcome === 'lost') return result;
    const { id, revision, change } = result.record;
    const { what, why, status, actor } = change;
    const msg = `${id} ${what}${status === null ? '' : `: ${status}`}`;
    this.logger.log({ msg, id, revision, what, why, status, actor });
    return result;
  }
}
