import { Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Catalog } from '../../catalog/catalog.service.js';
import { Chance } from '../../common/chance.js';
import { Clock } from '../../common/clock.js';
import { ProcessState } from '../../common/process-state.js';
import { TimeSlice } from '../../common/time-slice.js';
import { recordKey } from '../../manifest/record-key.js';
import type { ServerRecord } from '../../manifest/server-record.js';
import type { ProbeKey } from '../probe-book.js';
import { DueList } from './due-list.js';
import { jittered, probeDelayMs } from './probe-delay.js';
import { ServerChecks } from './server-checks.service.js';
import { wantsProbes } from './wants-probes.js';

const LOOK_EVERY_MS = 1_000;

/** The timetable of probes: every server that wants them once an interval, from when this process heard of it. */
@Injectable()
export class ProbeSchedule {
  private readonly logger = new Logger('Probes');
  private readonly due: DueList;
  private readonly underWay = new Set<string>();

  constructor(
    private readonly catalog: Catalog,
    private readonly checks: ServerChecks,
    private readonly state: ProcessState,
    private readonly clock: Clock,
    private readonly chance: Chance,
  ) {
    this.due = new DueList(clock.monotonic());
    catalog.onChange(({ changes }) => {
      for (const { record } of changes) this.hear(record);
    });
    checks.onDoubt((record) => {
      const name = recordKey(record);
      // Else it is put down when its probe has ended.
      if (!this.underWay.has(name)) this.putDown(name, record, false);
    });
  }

  /** How many servers are to be probed. */
  get size(): number {
    return this.due.size + this.underWay.size;
  }

  @Interval('probe', LOOK_EVERY_MS)
  async look(): Promise<void> {
    if (this.state.phase === 'serving') await this.probeDue();
  }

  /** Probes whoever is due; resolves when all of them have been. */
  async probeDue(): Promise<void> {
    const slice = new TimeSlice(this.clock);
    const probes: Promise<void>[] = [];
    for (const key of this.due.take(this.clock.monotonic())) {
      await slice.pause();
      probes.push(this.probe(key));
    }
    await Promise.all(probes);
  }

  /** Whether a server still wants probes is looked up when it is due. */
  private hear(record: ServerRecord): void {
    const name = recordKey(record);
    if (!wantsProbes(record) || this.underWay.has(name)) return;
    if (this.due.digestOf(name) !== record.digest) this.putDown(name, record, true);
  }

  private async probe(key: ProbeKey): Promise<void> {
    const name = recordKey(key);
    const record = this.catalog.of(key).record(key.id);
    if (record === undefined || !wantsProbes(record)) return;
    this.underWay.add(name);
    try {
      await this.checks.inTurn(record);
    } catch (error) {
      this.logger.error({ msg: `The probe of ${record.id} failed`, err: error });
    } finally {
      this.underWay.delete(name);
      const newest = this.catalog.of(key).record(key.id);
      if (newest !== undefined && wantsProbes(newest)) {
        this.putDown(name, newest, newest.digest !== record.digest);
      }
    }
  }

  /** A fleet that comes at once is not probed at once: the first probe of each is somewhere in its first interval. */
  private putDown(name: string, record: ServerRecord, first: boolean): void {
    const usualMs = probeDelayMs(record, this.clock.now());
    const delayMs = Math.min(this.checks.againInMs(record) ?? usualMs, usualMs);
    const chance = this.chance.next();
    const inMs = first ? delayMs * chance : jittered(delayMs, chance);
    const { tenant, id, digest } = record;
    this.due.put(name, { tenant, id }, digest, this.clock.monotonic() + inMs);
  }
}
