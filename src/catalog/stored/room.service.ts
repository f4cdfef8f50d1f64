import { Injectable } from '@nestjs/common';
import { MemoryGauge } from '../../limits/memory/memory-gauge.js';
import { AppConfig } from '../../config/app-config.js';
import type { Place } from './place.js';
import type { TenantCatalog } from '../tenant-catalog.js';
import type { Amounts } from './usage.js';

/** From this part of the heap on, further servers are not indexed. */
const INDEX_BELOW = 0.75;
/** From this part on, further servers are left out, and nothing more is registered. */
const SERVE_BELOW = 0.85;

/** About the memory that something takes, in bytes: see `limits-of.ts`. */
function memoryOf({ servers, bytes, words, tombstones }: Amounts): number {
  return servers * 3_072 + bytes * 2 + words * 300 + tombstones * 256;
}

/** Says how much of a server has room in memory. */
@Injectable()
export class Room {
  private collections = -1;
  private storedBefore = 0;

  constructor(
    private readonly gauge: MemoryGauge,
    private readonly config: AppConfig,
  ) {}

  /** Whether nothing more may be stored that takes memory. */
  isFull(catalog: TenantCatalog): boolean {
    return this.estimate(catalog) >= SERVE_BELOW;
  }

  /** The place of a server that has just changed, by what is known without work. */
  placeIn(catalog: TenantCatalog): Place {
    return this.place(catalog, this.estimate(catalog));
  }

  /** While what is stored is loaded: then memory is measured. */
  placeWhileLoading(catalog: TenantCatalog): Place {
    return this.place(catalog, this.gauge.measure(INDEX_BELOW));
  }

  /** What lived after the last collection, and about what was stored since then. */
  private estimate({ usage }: TenantCatalog): number {
    const { livePart, collections } = this.gauge;
    const stored = memoryOf(usage.all);
    if (collections !== this.collections) {
      this.collections = collections;
      this.storedBefore = stored;
    }
    return livePart + this.gauge.partOf(Math.max(0, stored - this.storedBefore));
  }

  private place(catalog: TenantCatalog, usedPart: number): Place {
    if (usedPart >= SERVE_BELOW) return 'left out';
    const hasTerms = catalog.text.terms < this.config.limits.indexedTerms;
    return usedPart < INDEX_BELOW && hasTerms ? 'indexed' : 'listed';
  }
}
