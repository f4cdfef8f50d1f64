import { setTimeout as pause } from 'node:timers/promises';
import type { JSONWebKeySet } from 'jose';
import type { Random } from '../../support/random.js';
import { audit } from '../support/audit.js';
import { INTERVAL_MS } from '../support/beating-member.js';
import { ChangeSender } from '../support/change-sender.js';
import { HttpClient } from '../support/http-client.js';
import { loadManifest } from '../support/load-manifest.js';
import { report } from '../support/report.js';
import { ServerJournal } from '../support/server-journal.js';
import type { Services } from '../support/services.js';
import { Tally } from '../support/tally.js';
import { WriteClient } from '../support/write-client.js';
import { CarefulWriter } from './careful-writer.js';
import { FaultPlan, type Planned, type Step, titleOf } from './fault-plan.js';
import { faultOf } from './fault-table.js';
import { Observer } from './observer.js';
import type { Recording } from './recording.js';
import { ReportingMember } from './reporting-member.js';
import { unverified } from './checks/signatures.js';
import { Stage } from './stage.js';
import { type Incident, SLACK_MS, Timeline } from './timeline.js';
import { judge, type Verdict } from './checks/verdict.js';

const MEMBERS = 40;
/** With as many silent at once, and those marked within the last minute, self-preservation does not begin. */
const MOST_SILENT = 3;
const WRITERS = 4;
const SERVERS_PER_WRITER = 5;

/** A member goes to another replica well within its term. */
const MEMBER_GIVES_UP_MS = 3_000;
/** A write has 5 s. */
const WRITER_GIVES_UP_MS = 7_000;
/** Every member has been heard by then, and each change is known everywhere. */
const QUIET_AFTER_MS = 2 * SLACK_MS;

const KEY_SET = '/.well-known/jwks.json';

/** A directory under faults, what was done to it and what it showed. */
export class History {
  private readonly timeline = new Timeline();
  private readonly recording: Recording = { beats: [], reads: [] };
  private readonly tally = new Tally();
  private readonly memberClient = new HttpClient(MEMBER_GIVES_UP_MS);
  private readonly writerClient = new HttpClient(WRITER_GIVES_UP_MS);
  private readonly readers = new HttpClient();
  private readonly running = new AbortController();
  private readonly writing = new AbortController();
  private readonly plan: FaultPlan;
  private readonly journals: ServerJournal[] = [];
  private readonly members: readonly ReportingMember[];
  private readonly sender = new ChangeSender(
    new WriteClient(this.writerClient, this.tally),
    this.tally,
  );
  private ran: Promise<unknown> = Promise.resolve();
  private written: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly stage: Stage,
    private readonly random: Random,
  ) {
    this.plan = new FaultPlan(random, stage.cluster.replicas.length, MEMBERS);
    this.members = Array.from(
      { length: MEMBERS },
      (_, index) =>
        new ReportingMember(`member-${index}`, stage.entrances, this.memberClient, this.recording),
    );
  }

  static async begin(mongodb: string, services: Services, random: Random): Promise<History> {
    const stage = await Stage.start(mongodb, services, random);
    const history = new History(stage, random);
    try {
      await history.start();
    } catch (error) {
      await history.end();
      throw error;
    }
    return history;
  }

  /** Calm, then faults, which have healed when it resolves. */
  async nextStep(): Promise<void> {
    const step = this.plan.next();
    await pause(step.calmMs);
    if (step.copiesRedis) await this.stage.copyRedis();
    const at = (performance.now() / 1_000).toFixed(1);
    const names = step.faults.map(titleOf).join(' and ');
    process.stdout.write(`  ${at} s: ${names}, for ${step.lastsMs / 1_000} s\n`);
    await Promise.all([this.inflict(step), this.silence(step)]);
  }

  /** Ends what goes on, lets all become quiet, and judges what was recorded. */
  async conclude(): Promise<Verdict> {
    const { stage, recording, journals, timeline, tally } = this;
    this.writing.abort();
    await this.written;
    for (const member of this.members) member.speakAgain();
    await pause(QUIET_AFTER_MS);
    const { urls } = stage.cluster;
    const findings = await audit(this.readers, urls, journals);
    const [url = ''] = urls;
    const keys = await this.readers.getJson<JSONWebKeySet>(`${url}${KEY_SET}`);
    await this.stop();
    const wrong = await unverified(keys, recording.reads);
    const verdict = judge({ recording, journals, timeline, tally, findings, unverified: wrong });
    const title = `Random faults with HISTORY_SEED=${this.random.seed}`;
    report(title, { Redis: `keeps ${stage.durability}`, ...verdict.facts });
    return verdict;
  }

  async end(): Promise<void> {
    await this.stop();
    await this.stage.end();
  }

  private async stop(): Promise<void> {
    this.writing.abort();
    this.running.abort();
    await Promise.all([this.written, this.ran]);
    for (const client of [this.memberClient, this.writerClient, this.readers]) client.close();
  }

  private async start(): Promise<void> {
    const { stage, sender, timeline, tally, recording } = this;
    await Promise.all(this.members.map((member) => this.register(member)));
    const writers = Array.from(
      { length: WRITERS },
      (_, index) =>
        new CarefulWriter(`writer-${index}`, SERVERS_PER_WRITER, stage.entrances, sender, timeline),
    );
    for (const writer of writers) this.journals.push(...writer.journals);
    const ids = this.journals.map(({ id }) => id);
    const observers = stage.cluster.replicas.map(
      (replica) => new Observer(replica, ids, this.readers, tally, recording),
    );
    const { signal } = this.running;
    this.ran = Promise.all([...this.members, ...observers].map((part) => part.run(signal)));
    this.written = Promise.all(writers.map((writer) => writer.run(this.writing.signal)));
  }

  private async register({ id }: ReportingMember): Promise<void> {
    const journal = new ServerJournal(id, { mayBeMarked: true });
    this.journals.push(journal);
    const manifest = loadManifest(id, '1', INTERVAL_MS / 1_000);
    const calledAt = performance.now();
    if (!(await this.sender.change(this.stage.entrance(0), journal, manifest)))
      throw new Error(`${id} was not registered`);
    this.recording.beats.push({ id, calledAt, answeredAt: performance.now() });
  }

  private async inflict({ faults, lastsMs }: Step): Promise<void> {
    const begun: [Planned, Incident][] = [];
    for (const planned of faults) begun.push([planned, await this.begin(planned)]);
    await pause(lastsMs);
    // Replicas last: one that starts needs what else is away.
    const inOrder = begun.toSorted(([a], [b]) => Number(isOfReplica(a)) - Number(isOfReplica(b)));
    for (const [planned, incident] of inOrder) {
      const { name, how } = planned;
      await faultOf(name).heal(this.stage, how);
      incident.healedAt = performance.now();
      if (isOfReplica(planned)) this.stage.entrance(how.replica).turn(true);
    }
  }

  private async begin({ name, how }: Planned): Promise<Incident> {
    const fault = faultOf(name);
    const { part, bound } = fault;
    const replica = this.stage.replica(how.replica).name;
    const incident = this.timeline.begin({
      name,
      replica: part === 'replica' ? replica : undefined,
      bound,
      clockMs: name === 'the clock of a replica steps' ? how.clockMs : 0,
    });
    if (part === 'replica') this.stage.entrance(how.replica).turn(false);
    await fault.begin(this.stage, how);
    return incident;
  }

  private async silence({ faults, silent: { member, afterMs, forMs } }: Step): Promise<void> {
    await pause(afterMs);
    const silent = this.members.filter(({ isSilent }) => isSilent).length;
    if (silent >= MOST_SILENT) return;
    // Its last word is with the replica that may forget it.
    await this.members[member]?.fallSilent(forMs, this.stage.entrance(faults[0].how.replica));
  }
}

function isOfReplica({ name }: Planned): boolean {
  return faultOf(name).part === 'replica';
}
