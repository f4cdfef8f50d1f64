import { Injectable, Logger } from '@nestjs/common';
import { Catalog } from '../catalog/catalog.service.js';
import { removedInOrder } from '../catalog/changed-since.js';
import type { Tombstone } from '../catalog/stored/tombstone.js';
import { Clock } from '../common/clock.js';
import { DomainError } from '../common/domain-error.js';
import { TimeSlice } from '../common/time-slice.js';
import type { Scope } from '../manifest/scope.js';
import { ManifestStore } from '../storage/manifest-store.js';
import { notRegistered } from './not-registered.js';

/** A page of the removed servers that are remembered, those that were removed first before others. */
export interface TombstonePage {
  readonly tombstones: readonly Tombstone[];
  readonly total: number;
}

/** The removed servers, for operators. */
@Injectable()
export class Tombstones {
  private readonly logger = new Logger('Tombstones');

  constructor(
    private readonly catalog: Catalog,
    private readonly store: ManifestStore,
    private readonly clock: Clock,
  ) {}

  /** A page (from 1); `held` = only those that keep a key or a block. */
  async list(scope: Scope, page: number, limit: number, held: boolean): Promise<TombstonePage> {
    const all = await removedInOrder(this.catalog.of(scope), new TimeSlice(this.clock));
    const wanted = held ? all.filter((tombstone) => tombstone.held) : all;
    const first = (page - 1) * limit;
    return { tombstones: wanted.slice(first, first + limit), total: wanted.length };
  }

  /**
   * Forgets a removed server with its history, its key and its block.
   * @throws SERVER_NOT_REGISTERED when there is none, SERVER_NOT_REMOVED when it is registered
   */
  async purge(scope: Scope, id: string, note: string, actor: string): Promise<void> {
    const record = await this.store.find(scope, id);
    if (record === undefined) throw notRegistered(id);
    if (!(await this.store.forgetTombstone(record))) {
      const reason = `The server "${id}" is registered: unregister it first.`;
      throw new DomainError('SERVER_NOT_REMOVED', reason);
    }
    this.logger.log({ msg: `${id} purged`, id, revision: record.revision, actor, note });
  }
}
