import { Injectable } from '@nestjs/common';
import { Catalog } from '../../catalog/catalog.service.js';
import { Room } from '../../catalog/stored/room.service.js';
import type { Amounts } from '../../catalog/stored/usage.js';
import { DomainError } from '../../common/domain-error.js';
import { AppConfig } from '../../config/app-config.js';
import type { Hold } from '../../limits/hold.js';
import { Quota, type StoredUse } from '../../limits/quota.js';
import { LimitsView } from '../../limits/limits-view.service.js';
import { DEFAULT_SCOPE, type Scope } from '../../manifest/scope.js';
import type { QuotaSet } from './quota-set.js';
import { Reservation } from './reservation.js';

/**
 * Servers have most of their words in common: a client may use this many times its share of them, counted server by
 * server.
 */
const WORDS_IN_COMMON = 4;

/** Bounds what clients may have stored, each and all together. */
@Injectable()
export class Quotas {
  private readonly sets = new Map<string, QuotaSet>();

  constructor(
    private readonly catalog: Catalog,
    private readonly room: Room,
    private readonly config: AppConfig,
    limits: LimitsView,
  ) {
    const { servers, bytes, words } = this.setOf(DEFAULT_SCOPE);
    for (const quota of [servers, bytes, words]) limits.add(quota.name, () => quota.view());
    limits.add('tombstones', () => ({
      used: this.catalog.of(DEFAULT_SCOPE).tombstones,
      limit: this.config.limits.tombstones,
    }));
  }

  /**
   * Room in the quotas for one registration, to be released when it is stored or has failed. `wait` holds its bytes
   * among the writes that wait.
   */
  reservation(scope: Scope, wait: (bytes: number) => Hold): Reservation {
    const assertMemory = (): void => {
      if (!this.room.isFull(this.catalog.of(scope))) return;
      const reason = 'The memory of this directory is full: nothing more is registered.';
      throw new DomainError('CAPACITY_EXCEEDED', reason);
    };
    return new Reservation(this.setOf(scope), this.catalog.of(scope), { assertMemory, wait });
  }

  private setOf(scope: Scope): QuotaSet {
    let set = this.sets.get(scope.tenant);
    if (set === undefined) {
      set = this.newSet(scope);
      this.sets.set(scope.tenant, set);
    }
    return set;
  }

  private newSet(scope: Scope): QuotaSet {
    const { servers, storedBytes, indexedTerms, tombstones } = this.config.limits;
    const catalog = this.catalog.of(scope);
    const { usage } = catalog;
    const stored = (amount: (amounts: Amounts) => number): StoredUse => ({
      all: () => amount(usage.all),
      of: (client) => amount(usage.of(client)),
    });
    const words = { ...stored((amounts) => amounts.words), all: () => catalog.text.terms };
    const held = stored(({ heldTombstones }) => heldTombstones);
    return {
      servers: this.quota(
        'servers',
        servers,
        stored((amounts) => amounts.servers),
      ),
      bytes: this.quota(
        'stored bytes',
        storedBytes,
        stored(({ bytes }) => bytes),
      ),
      words: this.quota('indexed terms', indexedTerms, words, WORDS_IN_COMMON),
      pins: this.quota('removed servers with keys', tombstones, held),
    };
  }

  private quota(name: string, most: number, stored: StoredUse, shares = 1): Quota {
    const share = Math.ceil((most * this.config.limits.clientSharePercent * shares) / 100);
    return new Quota(name, { most, share: Math.min(most, Math.max(1, share)) }, stored);
  }
}
