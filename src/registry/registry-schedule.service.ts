import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Clock } from '../common/clock.js';
import { ProcessState } from '../common/process-state.js';
import { withDeadline } from '../common/with-deadline.js';
import { WorkLock } from '../redis/work-lock.js';
import { CountedTime } from '../records/counted-time.service.js';
import { LeaseComparison } from '../liveness/keeping/lease-comparison.service.js';
import { Purges } from './purges.service.js';
import { Replicas } from '../cluster/replicas.service.js';
import { Sweeper } from '../liveness/sweeper.service.js';

/** Milliseconds between two sweeps: a lease is marked well within 0.5 s after it has run out. */
const SWEEP_EVERY_MS = 200;
const SAVE_COUNTED_TIME_EVERY_MS = 30_000;
const SIGN_EVERY_MS = 1_000;
const COMPARE_EVERY_MS = 60_000;
const PURGE_EVERY_MS = 3_600_000;
const PURGE_EXCESS_EVERY_MS = 10_000;
/** The storage has this long for what is saved at the end. */
const LAST_WORDS_MS = 1_500;

/** The timetable of the registry. Only delegates; starts when the directory serves. */
@Injectable()
export class RegistrySchedule implements BeforeApplicationShutdown {
  private readonly logger = new Logger('Schedule');
  private readonly failing = new Set<string>();

  constructor(
    private readonly state: ProcessState,
    private readonly sweeper: Sweeper,
    private readonly comparison: LeaseComparison,
    private readonly countedTime: CountedTime,
    private readonly replicas: Replicas,
    private readonly purges: Purges,
    private readonly locks: WorkLock,
    private readonly clock: Clock,
  ) {}

  @Interval('sweep', SWEEP_EVERY_MS)
  async sweep(): Promise<void> {
    await this.run('sweep', () => this.sweeper.sweep());
  }

  @Interval('save-counted-time', SAVE_COUNTED_TIME_EVERY_MS)
  async saveCountedTime(): Promise<void> {
    await this.run('save-counted-time', () => this.countedTime.save());
  }

  @Interval('sign-of-life', SIGN_EVERY_MS)
  async signOfLife(): Promise<void> {
    // Also while it starts and while it drains.
    if (this.replicas.present) await this.attempt('sign-of-life', () => this.replicas.renew());
  }

  @Interval('compare-leases', COMPARE_EVERY_MS)
  async compareLeases(): Promise<void> {
    // A replica that knows too little leaves the lock to the others.
    if (!this.comparison.isInformed) return;
    await this.run('compare-leases', () =>
      this.locks.once('compare-leases', COMPARE_EVERY_MS / 2, () => this.comparison.compare()),
    );
  }

  @Interval('purge-tombstones', PURGE_EVERY_MS)
  async purgeTombstones(): Promise<void> {
    await this.run('purge-tombstones', () => this.purges.oldTombstones());
  }

  @Interval('purge-excess', PURGE_EXCESS_EVERY_MS)
  async purgeExcess(): Promise<void> {
    await this.run('purge-excess', () => this.purges.excessTombstones());
  }

  @Interval('purge-history', PURGE_EVERY_MS)
  async purgeHistory(): Promise<void> {
    await this.run('purge-history', () => this.purges.oldHistory());
  }

  /** Lease time that was counted since the last save would be given to silent servers once more. */
  async beforeApplicationShutdown(): Promise<void> {
    const last = [
      this.attempt('save-counted-time', () => this.countedTime.save()),
      this.attempt('sign-of-life', () => this.replicas.leave()),
    ];
    await withDeadline(this.clock, LAST_WORDS_MS, Promise.all(last)).catch(() => {
      this.logger.warn('The storage did not take the last words of this process');
    });
  }

  private async run(task: string, work: () => Promise<void>): Promise<void> {
    if (this.state.phase === 'serving') await this.attempt(task, work);
  }

  /** Tells when a task begins to fail and when it works again, not each time between. */
  private async attempt(task: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
      if (this.failing.delete(task)) this.logger.log({ msg: `Task ${task} works again` });
    } catch (error) {
      // While the process stops, the backends go before the last run has ended.
      if (this.failing.has(task) || this.state.phase === 'draining') return;
      this.failing.add(task);
      this.logger.warn({ msg: `Task ${task} failed and will run again`, err: error });
    }
  }
}
