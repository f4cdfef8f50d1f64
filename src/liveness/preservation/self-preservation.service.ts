import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { LeaseTable, NO_LEASES, type LeaseCounts } from '../../leases/lease-table.js';
import type { Json } from '../../manifest/manifest.js';
import {
  judge,
  PRESERVATION_MODES,
  type Episode,
  type Hold,
  type PreservationMode,
  type PreservationState,
  type Verdict,
} from './preservation-rule.js';
import { Influence } from '../influence/influence.service.js';
import { SharedSettings } from '../../storage/shared-settings.service.js';

const SETTING = 'self_preservation';

/** What could not be stored is tried again after this time. */
const RETRY_MS = 5_000;

/** An episode that has begun or ended here, and could not be stored. */
interface Unstored {
  /** Revision of the setting that it was decided from: a newer one is believed. */
  readonly revision: number;
  readonly episode: Episode | null;
  /** Monotonic ms. */
  readonly retryAt: number;
}

/** What every answer says about self-preservation. */
export interface SelfPreservationView {
  readonly mode: PreservationMode;
  readonly active: boolean;
  /** RFC 3339; `null` when not active. */
  readonly since: string | null;
  readonly leased: number;
  readonly expired: number;
  readonly marked: number;
  /** `null` without a limit. */
  readonly limit: number | null;
}

/** Holds marks back when so many servers go at once that it is more likely the directory's own fault. */
@Injectable()
export class SelfPreservation {
  private readonly logger = new Logger('SelfPreservation');
  private counts = NO_LEASES;
  private verdict: Verdict | undefined;
  /** Lease time (ms) at the last sweep. */
  private leaseMs = -Infinity;
  private unstored: Unstored | undefined;
  private owner: string | null = null;

  constructor(
    private readonly settings: SharedSettings,
    private readonly leases: LeaseTable,
    private readonly influence: Influence,
    private readonly clock: Clock,
  ) {}

  /** Whether marks made lately go on counting, however long ago that is; goes by what the replicas share. */
  get holds(): boolean {
    const { mode, episode, kept } = this.state;
    if (mode !== 'auto') return mode === 'on';
    if (kept !== null && this.leaseMs < kept.until) return true;
    return episode !== null && this.verdict?.accepts !== true;
  }

  /** To be called by who stood still: the others may have gone on. */
  async catchUp(): Promise<void> {
    await this.settings.refresh();
  }

  /** What the sweep that found these counts may do. It goes on by its own verdict when that cannot be stored. */
  async decide(counts: LeaseCounts, leaseMs: number): Promise<Verdict> {
    this.leaseMs = leaseMs;
    const weighing = await this.influence.weigh(counts);
    const verdict = judge(this.state, counts, weighing, leaseMs);
    // First this: who sees that the episode is over may claim what has run out.
    if (verdict.recovers) await this.leases.grace();
    if (verdict.accepts && counts.recent > 0) await this.leases.forgetMarks();
    const { episode: shared } = read(this.settings.value(SETTING));
    if (verdict.active !== (shared !== null)) {
      await this.tryToTurn(verdict, counts, leaseMs);
    }
    this.counts = counts;
    this.verdict = judge(this.state, counts, weighing, leaseMs);
    this.tellOnce(this.verdict.apart?.owner ?? null);
    return this.verdict;
  }

  /**
   * An operator's word. What is held back begins again by it: `off` lets it go at once, 15 % a minute; after `on` all get
   * a full term.
   */
  async setMode(mode: PreservationMode, actor: string): Promise<SelfPreservationView> {
    await this.settings.change(SETTING, async (value) => {
      const known = read(value);
      if (mode === known.mode) return undefined;
      // Leases that can't be reached are spared when they can.
      if (known.mode === 'on' && mode === 'auto' && this.leases.reachable)
        await this.leases.spare();
      this.logger.warn({ msg: `Self-preservation is set to ${mode}`, actor });
      return write({ ...known, mode, episode: null });
    });
    return this.view();
  }

  /** Lease time (ms) until which marks do not count any more, also those of leases that are restored. */
  get acceptedAt(): number {
    return this.state.acceptedAt ?? -Infinity;
  }

  /** For how long marks have not aged at this lease time (ms); also those of leases that are restored. */
  heldFor(leaseMs: number): number {
    const { mode, episode, kept } = this.state;
    if (mode === 'off') return 0;
    if (episode !== null) return Math.max(0, leaseMs - heldFrom(episode, kept));
    return kept === null || leaseMs >= kept.until ? 0 : leaseMs - kept.from;
  }

  /** The owner whose servers are marked little by little, because too many of them and not of others are gone. */
  get apart(): string | null {
    return this.owner;
  }

  view(): SelfPreservationView {
    const { mode, episode } = this.state;
    const active = this.verdict?.active === true;
    return {
      mode,
      active,
      since: active && episode !== null ? new Date(episode.since).toISOString() : null,
      leased: this.verdict?.leased ?? 0,
      expired: this.counts.expired,
      marked: this.counts.recent,
      limit: this.verdict?.limit ?? null,
    };
  }

  /** Tells when one owner's servers begin to be marked little by little, and when that ends. */
  private tellOnce(owner: string | null): void {
    if (owner === this.owner) return;
    this.owner = owner;
    if (owner === null) this.logger.log('No client’s servers are marked little by little any more');
    else {
      const msg =
        'Too many servers of one client are gone at once: they are marked little by little';
      this.logger.warn({ msg, client: owner });
    }
  }

  private get state(): PreservationState {
    const shared = read(this.settings.value(SETTING));
    const { unstored } = this;
    return unstored?.revision === this.settings.revision(SETTING)
      ? { ...shared, episode: unstored.episode }
      : shared;
  }

  /** An episode that is known only here still has its beginning recorded, and so its end. */
  private async tryToTurn(verdict: Verdict, counts: LeaseCounts, leaseMs: number): Promise<void> {
    const now = this.clock.monotonic();
    if (this.unstored !== undefined && now < this.unstored.retryAt) return;
    const { active, leased } = verdict;
    const begun = this.unstored?.episode ?? { since: this.clock.now(), countedAt: leaseMs, leased };
    const episode = active ? begun : null;
    try {
      await this.turn(verdict, episode, counts, leaseMs);
      this.unstored = undefined;
    } catch (error) {
      const revision = this.settings.revision(SETTING);
      if (this.unstored === undefined) {
        const msg = 'Self-preservation could not be stored: this replica goes by its own verdict';
        this.logger.warn({ msg, err: error });
      }
      this.unstored = { revision, episode, retryAt: now + RETRY_MS };
    }
  }

  private async turn(
    verdict: Verdict,
    episode: Episode | null,
    counts: LeaseCounts,
    leaseMs: number,
  ): Promise<void> {
    const { active, leased, limit } = verdict;
    await this.settings.change(SETTING, (value) => {
      const known = read(value);
      // Another replica may have begun or ended it.
      if ((known.episode !== null) === active) return undefined;
      if (verdict.accepts) return write({ ...known, episode, acceptedAt: leaseMs, kept: null });
      const kept = verdict.recovers ? keep(known, verdict, leaseMs) : known.kept;
      return write({ ...known, episode, kept });
    });
    const { expired, recent: marked } = counts;
    const msg = active
      ? 'Too many servers are gone at once: marks are held back'
      : 'Marks are not held back any more';
    this.logger.warn({ msg, leased, expired, marked, limit });
  }
}

/** Marks that did not age before this episode have not aged since then. */
function heldFrom({ countedAt }: Episode, kept: Hold | null): number {
  return kept !== null && countedAt < kept.until ? Math.min(kept.from, countedAt) : countedAt;
}

function keep(
  { episode, kept }: PreservationState,
  { countsFor }: Verdict,
  leaseMs: number,
): Hold | null {
  return episode && { from: heldFrom(episode, kept), until: leaseMs + countsFor(0) };
}

function read(value: Json | undefined): PreservationState {
  const known = (value ?? {}) as Partial<PreservationState>;
  const { mode, episode = null, acceptedAt = null, kept = null } = known;
  return {
    mode: PRESERVATION_MODES.find((known) => known === mode) ?? 'auto',
    episode,
    acceptedAt,
    kept,
  };
}

function write({ mode, episode, acceptedAt, kept }: PreservationState): Json {
  return { mode, episode: episode && { ...episode }, acceptedAt, kept: kept && { ...kept } };
}
