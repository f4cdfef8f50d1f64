import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { Catalog } from '../../catalog/catalog.service.js';
import { Clock } from '../../common/clock.js';
import { DomainError } from '../../common/domain-error.js';
import { parseJson } from '../../common/parse-json.js';
import { ProcessState } from '../../common/process-state.js';
import type { Manifest } from '../../manifest/manifest.js';
import type { ProbeState } from '../../manifest/probe-finding.js';
import { recordKey } from '../../manifest/record-key.js';
import type { ServerRecord } from '../../manifest/server-record.js';
import { isGood, type ProbeOutcome } from '../check/probe-outcome.js';
import { targetOf, type ProbeTarget } from '../check/probe-target.js';
import { Prober } from '../check/prober.js';
import { ProbeBook } from '../probe-book.js';
import { type Pace, PaceBook } from '../turns/pace-book.js';
import { siteOf } from '../turns/site-of.js';
import { type Turn, TurnQueue } from '../turns/turn-queue.js';
import { Doubts } from './doubts.js';
import { holdMs, isSilent, probeDelayMs } from './probe-delay.js';
import { ProbeIntake } from './probe-intake.service.js';
import { wantsProbes } from './wants-probes.js';

/** So many probes at once. */
const SLOTS = { inAll: 20, perSite: 8, perHost: 4 };

/** A caller that asks for a probe waits no longer than this for a turn. */
const PATIENCE_MS = 5_000;

/** When a server was looked at last is known for so many of its delays. */
const REMEMBERED_DELAYS = 3;

/** What a probe found and when (epoch ms). */
export interface Checked extends Pick<ProbeOutcome, 'state' | 'detail'> {
  readonly checkedAt: number;
}

/** Probes servers, each in its turn, and sees to it that what is found gets where it belongs. */
@Injectable()
export class ServerChecks implements BeforeApplicationShutdown {
  private readonly logger = new Logger('Probes');
  private readonly queue = new TurnQueue(SLOTS);
  private readonly paces = new PaceBook();
  private readonly doubts = new Doubts();
  private readonly stop = new AbortController();
  private readonly asked = new Map<string, Promise<Checked>>();
  private readonly doubtListeners: ((record: ServerRecord) => void)[] = [];

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

  /** Calls back when a server that was good has failed, and is to be looked at {@link againInMs soon}. */
  onDoubt(listener: (record: ServerRecord) => void): void {
    this.doubtListeners.push(listener);
  }

  /** In how many milliseconds a server in doubt is to be probed again; `undefined` = it is in none. */
  againInMs(record: ServerRecord): number | undefined {
    return this.doubts.againInMs(recordKey(record), record.digest);
  }

  /** Probes a server when there is a slot for it, if its turn is nobody else's then. */
  async inTurn(record: ServerRecord): Promise<void> {
    try {
      await this.queue.run(this.turnOf(record), () => this.probeInTurn(record));
    } catch (error) {
      if (!this.stop.signal.aborted) throw error;
    }
  }

  /**
   * Probes a server before all that wait by the timetable, whether its manifest wants probes or not.
   * Callers that ask while it is being probed share the answer.
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
      const turn = { ...this.turnOf(record), urgent: true, patience: patience.signal };
      return await this.queue.run(turn, () => this.probe(record, true));
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
    // A server in doubt has taken its turn with the first look.
    const isMine = this.againInMs(record) !== undefined;
    if (isMine || (await this.book.claim(record, holdMs(delayMs)))) await this.probe(record, false);
  }

  private async probe(record: ServerRecord, onDemand: boolean): Promise<Checked> {
    const target = readTarget(record);
    const begun = this.clock.monotonic();
    const outcome = await this.prober.probe(target, this.stop.signal, onDemand);
    if (outcome.isAssumed !== true) this.paces.note(target.url, this.clock.monotonic() - begun);
    const { state, detail, cause } = outcome;
    if (cause !== undefined) {
      const line = { msg: `The probe of ${record.id} found it ${state}`, detail, cause };
      // On demand it is a person who asks.
      if (onDemand) this.logger.log(line);
      else this.logger.debug(line);
    }
    const checkedAt = this.clock.now();
    if (wantsProbes(record)) await this.takeIn(record, outcome, checkedAt);
    return { state, detail, checkedAt };
  }

  /** Where a server waits: who registered it and its site share slots, and what was slow waits behind what was not. */
  private turnOf(record: ServerRecord): Turn {
    const { hostname, url } = readTarget(record);
    const pace = this.paces.of(url);
    const { registeredFrom: owner, probe } = record;
    return {
      owner,
      site: siteOf(hostname),
      host: hostname.replace(/\.$/, ''),
      pace: pace === 'unknown' && probe !== null ? paceBefore(probe.state) : pace,
    };
  }

  private async takeIn(
    record: ServerRecord,
    outcome: ProbeOutcome,
    checkedAt: number,
  ): Promise<void> {
    const delayMs = probeDelayMs(record, checkedAt);
    await this.book.note(record, checkedAt, REMEMBERED_DELAYS * delayMs);
    if (!this.isDoubted(record, outcome)) await this.intake.take(record, outcome, delayMs);
  }

  /** One failure of a server that was good is not believed before it is looked at again, and again. */
  private isDoubted(record: ServerRecord, { state }: ProbeOutcome): boolean {
    const name = recordKey(record);
    if (isGood(state) || state === 'refused' || !wasGood(record)) {
      this.doubts.settle(name);
      return false;
    }
    if (this.doubts.isBelieved(name, record.digest, this.clock.monotonic())) return false;
    for (const listener of this.doubtListeners) listener(record);
    return true;
  }
}

function readTarget({ manifest }: ServerRecord): ProbeTarget {
  return targetOf(parseJson(manifest) as Manifest);
}

function wasGood({ probe }: ServerRecord): boolean {
  return probe !== null && isGood(probe.state);
}

/** After a start the stored state tells what to expect. */
function paceBefore(state: ProbeState): Pace {
  if (isGood(state)) return 'quick';
  return isSilent(state) ? 'slow' : 'unknown';
}

function busy(): DomainError {
  return new DomainError(
    'PROBES_BUSY',
    'Other probes are under way, and there is no slot left; try again.',
    {
      retryAfterSeconds: PATIENCE_MS / 1_000,
    },
  );
}

function stopping(): DomainError {
  return new DomainError('NOT_READY', 'The directory is stopping.', { retryAfterSeconds: 1 });
}
