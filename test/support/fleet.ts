import { Catalog } from '../../src/catalog/catalog.service.js';
import { HeartbeatService } from '../../src/registry/heartbeat.service.js';
import { RegistrationService } from '../../src/registry/registration.service.js';
import { SelfPreservation } from '../../src/liveness/preservation/self-preservation.service.js';
import { Sweeper } from '../../src/liveness/sweeper.service.js';
import type { ManifestDraft } from '../../src/manifest/manifest.js';
import { DEFAULT_SCOPE } from '../../src/manifest/scope.js';
import type { ServerRecord } from '../../src/manifest/server-record.js';
import { manifest } from './example-manifest.js';
import type { TestApp } from './test-app.js';

const STEP_MS = 500;

interface Member {
  readonly id: string;
  readonly intervalMs: number;
  silent: boolean;
  nextBeatAt: number;
}

/** Many members of a directory, each with heartbeats in time for as long as it is not silenced. */
export class Fleet {
  private readonly members = new Map<string, Member>();

  constructor(private readonly directory: TestApp) {}

  get ids(): string[] {
    return [...this.members.keys()];
  }

  /** Registers members whose first heartbeats are spread over their intervals. */
  async join(
    ids: readonly string[],
    intervalOf: (index: number) => number,
    client = 'local',
  ): Promise<void> {
    const caller = { actor: `member@${client}`, client };
    const registration = this.directory.app.get(RegistrationService);
    await Promise.all(
      ids.map(async (id, index) => {
        const seconds = intervalOf(index);
        const draft = manifest(id, { heartbeat_interval_seconds: seconds });
        await registration.register(DEFAULT_SCOPE, draft as unknown as ManifestDraft, caller);
        const intervalMs = seconds * 1_000;
        const share = (index % 100) / 100;
        const nextBeatAt = this.now + Math.ceil(intervalMs * share);
        this.members.set(id, { id, intervalMs, silent: false, nextBeatAt });
      }),
    );
  }

  silence(ids: readonly string[]): void {
    for (const member of this.named(ids)) member.silent = true;
  }

  /** They go on, the next heartbeat within an interval. */
  wake(ids: readonly string[]): void {
    for (const [index, member] of this.named(ids).entries()) {
      member.silent = false;
      member.nextBeatAt = this.now + Math.ceil(member.intervalMs * ((index % 100) / 100));
    }
  }

  /** Lets time pass, with a sweep each half second; `watch` is called after each. */
  async pass(seconds: number, watch: () => void = () => undefined): Promise<void> {
    const sweeper = this.directory.app.get(Sweeper);
    for (let ms = 0; ms < seconds * 1_000; ms += STEP_MS) {
      this.directory.clock.advance(STEP_MS);
      await this.beat();
      await sweeper.sweep();
      watch();
    }
  }

  record(id: string): ServerRecord | undefined {
    return this.directory.app.get(Catalog).of(DEFAULT_SCOPE).record(id);
  }

  /** Those of the ids (all, if none are named) whose liveness is not `live`, or that are removed. */
  marked(ids: readonly string[] = this.ids): string[] {
    const catalog = this.directory.app.get(Catalog).of(DEFAULT_SCOPE);
    return ids.filter((id) => {
      const record = this.record(id);
      return catalog.isRemoved(id) || (record !== undefined && record.liveness !== 'live');
    });
  }

  get preservation() {
    return this.directory.app.get(SelfPreservation).view();
  }

  private get now(): number {
    return this.directory.clock.monotonic();
  }

  private named(ids: readonly string[]): Member[] {
    return ids.flatMap((id) => this.members.get(id) ?? []);
  }

  private async beat(): Promise<void> {
    const heartbeats = this.directory.app.get(HeartbeatService);
    const { now } = this;
    const due: Promise<unknown>[] = [];
    for (const member of this.members.values()) {
      if (member.silent || member.nextBeatAt > now) continue;
      member.nextBeatAt += member.intervalMs;
      due.push(heartbeats.beat(DEFAULT_SCOPE, { id: member.id }, 'member@1'));
    }
    await Promise.all(due);
  }
}
