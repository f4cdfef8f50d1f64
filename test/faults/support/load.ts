import { setTimeout as pause } from 'node:timers/promises';
import { DIRECTORY } from '../../support/test-app.js';
import { ChangeSender } from './change-sender.js';
import { Contender } from './contender.js';
import type { Listing } from './entry.js';
import { HealthWatch } from './health-watch.js';
import { HttpClient } from './http-client.js';
import { loadManifest } from './load-manifest.js';
import { Member } from './member.js';
import { Reader } from './reader.js';
import { ServerJournal } from './server-journal.js';
import { Tally } from './tally.js';
import type { Target } from './target.js';
import { waitUntil } from './wait-until.js';
import { WriteClient } from './write-client.js';
import { Writer } from './writer.js';

const WRITERS = 12;
const SERVERS_PER_WRITER = 3;
const MEMBERS = 20;
const READERS = 6;
const CONTENDERS = 3;
const SEEN_WITHIN_MS = 15_000;
const PROBE_EVERY_MS = 100;
const PROBES_END_AFTER_MS = 10_000;

interface LoadOptions {
  readonly replicas: readonly Target[];
  /** Where reads and writes go, when not to the replicas themselves. */
  readonly front?: Target;
}

/** A constant, bounded load on a directory: registrations, changes, removals, heartbeats, reads and probes. */
export class Load {
  readonly client = new HttpClient();
  readonly tally = new Tally();
  readonly members: readonly Member[];
  private readonly writers: readonly Writer[];
  private readonly contended = new ServerJournal('contended', { contended: true });
  private readonly probes: ServerJournal[] = [];
  private readonly others: Member[] = [];
  private readonly writes = new WriteClient(this.client, this.tally);
  private readonly sender = new ChangeSender(this.writes, this.tally);
  private readonly writing = new AbortController();
  private readonly running = new AbortController();
  private written: Promise<unknown> = Promise.resolve();
  private readonly ran: Promise<void>[] = [];

  private constructor(
    private readonly replicas: readonly Target[],
    private readonly targets: readonly Target[],
  ) {
    this.writers = Array.from(
      { length: WRITERS },
      (_, index) => new Writer(`writer-${index}`, SERVERS_PER_WRITER, targets, this.sender),
    );
    this.members = Array.from({ length: MEMBERS }, (_, index) =>
      this.member(new ServerJournal(`member-${index}`), targets),
    );
  }

  /** Resolves when all runs: each member is registered, and listed by every target. */
  static async start({ replicas, front }: LoadOptions): Promise<Load> {
    const load = new Load(replicas, front === undefined ? replicas : [front]);
    await load.begin();
    return load;
  }

  /** All servers that the directory should know, and nothing else. */
  get journals(): ServerJournal[] {
    return [
      ...this.writers.flatMap(({ journals }) => journals),
      this.contended,
      ...[...this.members, ...this.others].map(({ journal }) => journal),
      ...this.probes,
    ];
  }

  /** Runs one more member, which readers do not expect; it may fall silent. */
  addMember(id: string): Member {
    return this.runMember(new ServerJournal(id, { mayBeMarked: true }), this.targets);
  }

  /** Runs one more member, which knows one replica only and sends it heartbeats all the time. */
  addLoyalMember(id: string, target: Target): Member {
    return this.runMember(new ServerJournal(id), [target]);
  }

  /**
   * When a replica takes writes again: sends it a new one every 100 ms, whatever became of those before, and answers
   * after how many milliseconds the first was acknowledged.
   */
  async writesAfterMs(target: Target): Promise<number> {
    const start = performance.now();
    const sent: Promise<unknown>[] = [];
    let first = Infinity;
    while (first === Infinity && performance.now() - start < PROBES_END_AFTER_MS) {
      const journal = new ServerJournal(`probe.${this.probes.length}`);
      this.probes.push(journal);
      const change = this.sender.change(target, journal, loadManifest(journal.id, '1', 0));
      const known = change.then((acknowledged) => {
        if (acknowledged) first = Math.min(first, Math.round(performance.now() - start));
      });
      sent.push(known);
      await Promise.race([known, pause(PROBE_EVERY_MS)]);
    }
    await Promise.all(sent);
    return first;
  }

  /** Ends the writers; members, readers and probes go on. */
  async stopWriting(): Promise<void> {
    this.writing.abort();
    await this.written;
  }

  async stop(): Promise<void> {
    await this.stopWriting();
    this.running.abort();
    await Promise.all(this.ran);
    this.client.close();
  }

  private runMember(journal: ServerJournal, targets: readonly Target[]): Member {
    const member = this.member(journal, targets);
    this.others.push(member);
    this.ran.push(member.run(this.running.signal));
    return member;
  }

  private member(journal: ServerJournal, targets: readonly Target[]): Member {
    return new Member(journal, targets, this.writes, this.sender, this.tally);
  }

  private async begin(): Promise<void> {
    const { signal } = this.running;
    const contenders = Array.from(
      { length: CONTENDERS },
      (_, index) => new Contender(`contender-${index}`, this.contended, this.targets, this.sender),
    );
    this.written = Promise.all(
      [...this.writers, ...contenders].map((writer) => writer.run(this.writing.signal)),
    );
    this.ran.push(...this.members.map((member) => member.run(signal)));
    const seen = await waitUntil(() => this.allSeeMembers(), SEEN_WITHIN_MS);
    if (seen === undefined) {
      await this.stop();
      throw new Error(`Not every replica lists the members:\n${this.tally.violations.join('\n')}`);
    }
    for (let reader = 0; reader < READERS; reader += 1) {
      const target = this.targets[reader % this.targets.length];
      if (target === undefined) throw new Error('The load has no target');
      this.ran.push(new Reader(target, this.members, this.client, this.tally).run(signal));
    }
    for (const replica of this.replicas)
      this.ran.push(new HealthWatch(replica, this.client, this.tally).run(signal));
  }

  private async allSeeMembers(): Promise<boolean> {
    if (!this.members.every(({ registered }) => registered)) return false;
    for (const { url } of [...this.replicas, ...this.targets]) {
      const listing = await this.client.getJson<Listing>(
        `${url}${DIRECTORY}/servers?tag=load&q=member&limit=500`,
      );
      const listed = new Set(listing.servers.map(({ id }) => id));
      if (!this.members.every(({ id }) => listed.has(id))) return false;
    }
    return true;
  }
}
