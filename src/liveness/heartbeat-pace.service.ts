import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import type { Json } from '../manifest/manifest.js';
import { SharedSettings } from '../storage/shared-settings.service.js';

const SETTING = 'heartbeat_pace';

/** A factor and from when on it holds. */
interface Step {
  readonly factor: number;
  /** Epoch ms. */
  readonly at: number;
}

/** What is stored: the last two steps; the older one shows which intervals leases may still have. */
interface Pace {
  readonly before: number;
  readonly step: Step;
}

/** The pace as members see it. */
export interface PaceView {
  /** What all heartbeat intervals are multiplied with now. */
  readonly factor: number;
  /** What comes next; `null` when nothing is announced. */
  readonly announced: { readonly factor: number; readonly effective_at: string } | null;
}

const USUAL: Pace = { before: 1, step: { factor: 1, at: 0 } };

/**
 * The factor by which an operator stretches all heartbeat intervals, to slow the fleet down from here. The answer
 * that asks a member for a longer interval also gives it the longer lease, so a member that follows it is never late.
 */
@Injectable()
export class HeartbeatPace {
  private readonly logger = new Logger('HeartbeatPace');

  constructor(
    private readonly settings: SharedSettings,
    private readonly clock: Clock,
  ) {}

  /** The interval at which a server of this one is to send heartbeats now; whole seconds. */
  stretch(intervalSeconds: number): number {
    return stretched(intervalSeconds, factorAt(this.pace, this.clock.now()));
  }

  /** Whether a lease with this interval is one of such a server, from before or after a change of pace. */
  explains(intervalSeconds: number, leaseIntervalSeconds: number): boolean {
    const { before, step } = this.pace;
    return [before, step.factor].some(
      (factor) => stretched(intervalSeconds, factor) === leaseIntervalSeconds,
    );
  }

  view(): PaceView {
    const { step } = this.pace;
    const now = this.clock.now();
    const announced =
      step.at > now ? { factor: step.factor, effective_at: new Date(step.at).toISOString() } : null;
    return { factor: factorAt(this.pace, now), announced };
  }

  /** Announces a factor to all members, which holds from `inSeconds` on. */
  async announce(factor: number, inSeconds: number, actor: string): Promise<PaceView> {
    const now = this.clock.now();
    const at = now + inSeconds * 1_000;
    await this.settings.change(SETTING, (value) =>
      write({ before: factorAt(read(value), now), step: { factor, at } }),
    );
    const msg = `Heartbeat intervals will be stretched by ${factor} in ${inSeconds} s`;
    this.logger.log({ msg, factor, in_seconds: inSeconds, actor });
    return this.view();
  }

  private get pace(): Pace {
    return read(this.settings.value(SETTING));
  }
}

function factorAt({ before, step }: Pace, now: number): number {
  return now >= step.at ? step.factor : before;
}

function stretched(intervalSeconds: number, factor: number): number {
  return Math.ceil(intervalSeconds * factor);
}

function read(value: Json | undefined): Pace {
  return value === undefined ? USUAL : (value as unknown as Pace);
}

function write({ before, step }: Pace): Json {
  return { before, step: { ...step } };
}
