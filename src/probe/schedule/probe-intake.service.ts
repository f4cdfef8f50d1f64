import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { ProcessState } from '../../common/process-state.js';
import { recordKey } from '../../manifest/record-key.js';
import type { ServerRecord } from '../../manifest/server-record.js';
import { Influence } from '../../liveness/influence/influence.service.js';
import { ownerOf } from '../../liveness/influence/owner-of.js';
import { ProbeResults } from '../../registry/probe-results.service.js';
import { isGood, type ProbeOutcome } from '../check/probe-outcome.js';
import { MassGuard } from './mass-guard.js';

/** Stores what probes find, unless too many servers are gone at once. */
@Injectable()
export class ProbeIntake {
  private readonly logger = new Logger('Probes');
  private readonly massGuard = new MassGuard();
  private holding = false;
  private failing = false;

  constructor(
    private readonly results: ProbeResults,
    private readonly influence: Influence,
    private readonly state: ProcessState,
    private readonly clock: Clock,
  ) {}

  /** Whether servers that have gone are left as they are stored, and what that is decided from. */
  guardView(): { readonly holding: boolean; readonly probed: number; readonly gone: number } {
    const holding = this.massGuard.isHolding(this.clock.monotonic());
    return { holding, ...this.massGuard.figures };
  }

  /** Takes in what a probe found; the next one comes in `againInMs`. */
  async take(record: ServerRecord, outcome: ProbeOutcome, againInMs: number): Promise<void> {
    const held = this.holdsBack(record, outcome, againInMs);
    if (held || record.probe?.state === outcome.state) return;
    try {
      const { state, detail, cause } = outcome;
      await this.results.store(record, { state, detail });
      this.logger.log({ msg: `Probes find ${record.id} ${state} now`, detail, cause });
      this.tellOnce(false);
    } catch (error) {
      // The next probe will find the same.
      this.tellOnce(true, error);
    }
  }

  /** A refusal comes from this directory's own settings, and says nothing of its way out. */
  private holdsBack(record: ServerRecord, { state }: ProbeOutcome, againInMs: number): boolean {
    if (state === 'refused') return false;
    const now = this.clock.monotonic();
    const wasGood = record.probe !== null && isGood(record.probe.state);
    const owner = ownerOf(record);
    const counts = this.influence.hasLived(record);
    const found = { good: isGood(state), wasGood, againInMs, owner, counts };
    const held = this.massGuard.holdsBack(recordKey(record), found, now);
    const holding = this.massGuard.isHolding(now);
    if (holding !== this.holding) {
      this.holding = holding;
      const msg = holding
        ? 'Too many probed servers are gone at once: none is marked until some are back, for 15 minutes at most'
        : 'Probed servers are marked again';
      this.logger.warn({ msg, ...this.massGuard.figures });
    }
    return held;
  }

  /** Tells when storing begins to fail and when it works again, not each time between. */
  private tellOnce(failing: boolean, error?: unknown): void {
    if (failing === this.failing || this.state.phase === 'draining') return;
    this.failing = failing;
    if (failing) this.logger.warn({ msg: 'What probes find is not stored', err: error });
    else this.logger.log('What probes find is stored again');
  }
}
