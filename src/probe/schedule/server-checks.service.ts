import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { Catalog } from '../../catalog/catalog.service.js';
import { Clock } from '../../common/clock.js';
import { DomainError } from '../../common/domain-error.js';
import { ProcessState } from '../../common/process-state.js';
import type { Manifest } from '../../manifest/manifest.js';
import { recordKey } from '../../manifest/record-key.js';
import type { ServerRecord } from '../../manifest/server-record.js';
import type { ProbeOutcome } from '../check/probe-outcome.js';
import { targetOf, type ProbeTarget } from '../check/probe-target.js';
import { Prober } from '../check/prober.js';
import { ProbeBook } from '../probe-book.js';
import { HostQueue } from './host-queue.js';
import { holdMs, probeDelayMs } from './probe-delay.js';
import { ProbeIntake } from './probe-intake.service.js';
import { wantsProbes } from './wants-probes.js';

/** So many probes at once. */
const AT_ONCE = 20;

/** Whoever wants to know at once waits no longer than this for a turn. */
const PATIENCE_MS = 5_000;

/** When a server was looked at last is known for so many of its delays. */
const REMEMBERED_DELAYS = 3;

/** What a probe found and when (epoch ms). */
export interface Checked extends ProbeOutcome {
  readonly checkedAt: number;
}

/** Probes servers, each host in its turn, and sees to it that what is found gets where it belongs. */
@Injectable()
export class ServerChecks implements BeforeApplicationShutdown {
  private readonly queue = new HostQueue(AT_ONCE);
  private readonly stop = new AbortController();
  private readonly asked = new Map<string, Promise<Checked>>();

  constructor(
    private readonly prober: Prober,
    private readonly book: ProbeBook,
    private readonly intake: ProbeIntake,
    private readonly catalog: Catalog,
    private readonly clock: Clock,
    state: ProcessState,
  ) {
    state.onDrain(() => {
      this.stop.abort();
    });
  }

  beforeApplicationShutdown(): void {
    this.stop.abort();
  }

  /** Probes a server when its host is free, if its turn is nobody else's then. */
  async inTurn(record: ServerRecord): Promise<void> {
    try {
      await this.queue.run(readTarget(record).hostname, () => this.probeInTurn(record));
    } catch (error) {
      if (!this.stop.signal.aborted) throw error;
    }
  }

  /**
   * Probes a server before all that wait for its host, whether its manifest wants probes or not. Who asks while it is
   * asked already shares the answer.
   * @throws DomainError `PROBES_BUSY` when it takes too long until its turn, `NOT_READY` while the process stops
   */
  now(record: ServerRecord): Promise<Checked> {
    const name = recordKey(record);
    const asked = this.asked.get(name);
    if (asked !== undefined) return asked;
    const checked = this.probeNow(record).finally(() => {
      this.asked.delete(name);
    });
    this.asked.set(name, checked);
    return checked;
  }

  private async probeNow(record: ServerRecord): Promise<Checked> {
    const patience = new AbortController();
    const cancel = this.clock.after(PATIENCE_MS, () => {
      patience.abort(busy());
    });
    try {
      const waiting = { urgent: true, patience: patience.signal };
      const host = readTarget(record).hostname;
      return await this.queue.run(host, () => this.probe(record, true), waiting);
    } catch (error) {
      throw this.stop.signal.aborted ? stopping() : error;
    } finally {
      cancel();
    }
  }

  private async probeInTurn({ tenant, id }: ServerRecord): Promise<void> {
    // Much may have happened while it waited.
    const record = this.catalog.of({ tenant }).record(id);
    if (this.stop.signal.aborted || record === undefined || !wantsProbes(record)) return;
    const delayMs = probeDelayMs(record, this.clock.now());
    if (await this.book.claim(record, holdMs(delayMs))) await this.probe(record, false);
  }

  private async probe(record: ServerRecord, anew: boolean): Promise<Checked> {
    const outcome = await this.prober.probe(readTarget(record), this.stop.signal, anew);
    const checkedAt = this.clock.now();
    if (wantsProbes(record)) await this.takeIn(record, outcome, checkedAt);
    return { ...outcome, checkedAt };
  }

  private async takeIn(
    record: ServerRecord,
    outcome: ProbeOutcome,
    checkedAt: number,
  ): Promise<void> {
    const delayMs = probeDelayMs(record, checkedAt);
    await this.book.note(record, checkedAt, REMEMBERED_DELAYS * delayMs);
    await this.intake.take(record, outcome, delayMs);
  }
}

function readTarget({ manifest }: ServerRecord): ProbeTarget {
  return targetOf(JSON.parse(manifest) as Manifest);
}

function busy(): DomainError {
  return new DomainError('PROBES_BUSY', 'Other probes of the same host are under way; try again.', {
    retryAfterSeconds: PATIENCE_MS / 1_000,
  });
}

function stopping(): DomainError {
  return new DomainError('NOT_READY', 'The directory is stopping.', { retryAfterSeconds: 1 });
}
