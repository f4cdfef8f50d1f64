import { Injectable } from '@nestjs/common';
import { NO_LEASES, type ClaimLimits, type LeaseCounts } from '../leases/lease-table.js';

/** What every answer says about self-preservation. */
export interface SelfPreservationView {
  readonly mode: 'auto' | 'on' | 'off';
  readonly active: boolean;
  /** RFC 3339; `null` when not active. */
  readonly since: string | null;
  readonly leased: number;
  readonly expired: number;
  readonly marked: number;
  /** `null` without a limit. */
  readonly limit: number | null;
}

/**
 * Decides how many leases a sweep may mark. This is the one place for the rule that too many losses at once are
 * the directory's own fault; until it is written the mode is `off` and nothing is held back.
 */
@Injectable()
export class SelfPreservation {
  private counts = NO_LEASES;

  /** Takes in what a sweep found, and says how many it may claim. */
  allow(counts: LeaseCounts): ClaimLimits {
    this.counts = counts;
    return { live: Infinity, marked: Infinity, pace: { atOnce: Infinity } };
  }

  view(): SelfPreservationView {
    const { live, total, expired } = this.counts;
    return {
      mode: 'off',
      active: false,
      since: null,
      leased: total,
      expired,
      marked: total - live,
      limit: null,
    };
  }
}
