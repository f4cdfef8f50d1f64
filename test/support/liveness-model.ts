import { expect } from '@jest/globals';
import { Catalog } from '../../src/catalog/catalog.service.js';
import type { ManifestDraft } from '../../src/manifest/manifest.js';
import { termMs } from '../../src/manifest/lease-terms.js';
import { DEFAULT_SCOPE } from '../../src/manifest/scope.js';
import { effectiveStatus } from '../../src/manifest/status.js';
import { HeartbeatService } from '../../src/registry/heartbeat.service.js';
import { OperatorService } from '../../src/registry/operator.service.js';
import { HOLD_MS } from '../../src/liveness/preservation/preservation-rule.js';
import { RegistrationService } from '../../src/registry/registration.service.js';
import { SelfPreservation } from '../../src/liveness/preservation/self-preservation.service.js';
import { Sweeper } from '../../src/liveness/sweeper.service.js';
import { manifest } from './example-manifest.js';
import type { LivenessMember as Member } from './liveness-member.js';
import type { LivenessStep } from './liveness-steps.arbitrary.js';
import { startTestApp, type TestApp } from './test-app.js';

const SWEEP_MS = 1_000;
/** A sweeper that has not run for longer has stood still: that time does not count. */
const COUNTED_GAP_MS = 1_000;
/** However many die meanwhile, so long after the 15 minutes everybody has been marked. */
const DRAIN_MS = 20 * 60_000;
/** A lease that was claimed and not marked is claimed again after so long. */
const AGAIN_MS = 10_000;
const ACTOR = 'member@1';

/** A directory, and beside it a plain account of who was heard of when. */
export class LivenessModel {
  private readonly members = new Map<string, Member>();
  private base = 0;
  private tickedAt: number;
  private activeSince: number | null = null;
  /** What was seen, so that a test can tell that it has tested something. */
  readonly seen = { marked: 0, held: 0, spread: new Set<string>() };

  private constructor(
    private directory: TestApp,
    private readonly mayWait: (owner: string) => boolean,
  ) {
    this.tickedAt = directory.clock.monotonic();
  }

  /** `mayWait` says whose servers may be marked little by little when too many of them are gone. */
  static async start(
    dataDir: string,
    mayWait: (owner: string) => boolean = () => true,
  ): Promise<LivenessModel> {
    return new LivenessModel(await startTestApp({ dataDir }), mayWait);
  }

  end(): Promise<void> {
    return this.directory.end();
  }

  async take(step: LivenessStep): Promise<void> {
    switch (step.kind) {
      case 'register':
        for (const id of step.ids) await this.register(id, step.interval, step.from);
        break;
      case 'beat':
        for (const id of step.ids) await this.beat(id);
        break;
      case 'pass':
        for (let ms = 0; ms < step.seconds * 1_000; ms += SWEEP_MS) {
          this.directory.clock.advance(SWEEP_MS);
          if ((ms / 1_000) % step.beatEvery === 0) {
            for (const id of step.loyal) await this.beat(id);
          }
          await this.sweep();
        }
        break;
      case 'pause':
        this.directory.clock.advance(step.seconds * 1_000);
        break;
      case 'set clock':
        this.directory.clock.stepWall(step.seconds * 1_000);
        break;
      case 'unregister':
        await this.unregister(step.id);
        break;
      case 'block':
        await this.block(step.id, step.disabled);
        break;
      case 'restart':
        await this.restart();
    }
    this.check();
  }

  private async register(id: string, interval: number, from: string): Promise<void> {
    const draft = manifest(id, { heartbeat_interval_seconds: interval });
    const caller = { actor: ACTOR, client: from };
    await this.app
      .get(RegistrationService)
      .register(DEFAULT_SCOPE, draft as unknown as ManifestDraft, caller);
    const before = this.members.get(id);
    const disabled = before?.disabled ?? false;
    const first = before?.removed === false ? before.from : from;
    const member = { interval, heardAt: 0, dueAt: 0, disabled, removed: false, from: first };
    this.members.set(id, member);
    this.hear(member);
  }

  private async beat(id: string): Promise<void> {
    const beat = this.app.get(HeartbeatService).beat(DEFAULT_SCOPE, { id }, ACTOR);
    const member = this.members.get(id);
    if (member === undefined || member.removed) {
      await expect(beat).rejects.toMatchObject({ code: 'SERVER_NOT_REGISTERED' });
      return;
    }
    const { record } = await beat;
    this.hear(member);
    expect(effectiveStatus(record) === 'disabled').toBe(member.disabled);
  }

  private async sweep(): Promise<void> {
    await this.app.get(Sweeper).sweep();
    this.base = this.now;
    this.tickedAt = this.directory.clock.monotonic();
    this.notePreservation();
    this.noteSpread();
    for (const [id, member] of this.members) {
      const record = this.record(id);
      if (!member.removed && this.isRemoved(id)) {
        // Nobody was heard of for a day, nine intervals and more.
        expect(this.now - member.heardAt).toBeGreaterThan(24 * 3_600_000);
        member.removed = true;
      }
      // A dead one is marked with the first sweep after its term.
      const dead = !member.removed && member.interval > 0 && this.now >= member.dueAt;
      if (dead && this.activeSince === null) {
        if (record?.liveness === 'live') expect({ id, ...member }).toBe('marked');
        this.seen.marked += 1;
      }
    }
    this.check();
  }

  /** One owner's servers may be marked little by little, while others' are not gone. */
  private noteSpread(): void {
    const { apart } = this.app.get(SelfPreservation);
    if (apart === null) return;
    this.seen.spread.add(apart);
    if (!this.mayWait(apart)) return;
    for (const member of this.members.values()) {
      if (member.from === apart) member.dueAt = Math.max(member.dueAt, this.now + AGAIN_MS);
    }
  }

  /** Self-preservation ends by itself; who is not marked by then has a full term to follow. */
  private notePreservation(): void {
    const { active } = this.app.get(SelfPreservation).view();
    if (active) {
      this.activeSince ??= this.now;
      this.seen.held += 1;
      expect(this.now - this.activeSince).toBeLessThan(HOLD_MS + DRAIN_MS);
      return;
    }
    const held = this.activeSince !== null && this.now - this.activeSince < HOLD_MS;
    this.activeSince = null;
    if (!held) return;
    for (const member of this.members.values()) {
      member.dueAt = Math.max(member.dueAt, this.now + termMs(member.interval));
    }
  }

  private async unregister(id: string): Promise<void> {
    const work = this.app.get(RegistrationService).unregister(DEFAULT_SCOPE, id, ACTOR);
    const member = this.members.get(id);
    if (member === undefined || member.removed) {
      await expect(work).rejects.toMatchObject({ code: 'SERVER_NOT_REGISTERED' });
      return;
    }
    await work;
    member.removed = true;
  }

  private async block(id: string, disabled: boolean): Promise<void> {
    const operators = this.app.get(OperatorService);
    const work = disabled
      ? operators.disable(DEFAULT_SCOPE, id, 'why', 'operator@1')
      : operators.enable(DEFAULT_SCOPE, id, 'why', 'operator@1');
    const member = this.members.get(id);
    if (member === undefined) {
      await expect(work).rejects.toMatchObject({ code: 'SERVER_NOT_REGISTERED' });
      return;
    }
    await work;
    member.disabled = disabled;
  }

  /** Who is live has a full term after it. */
  private async restart(): Promise<void> {
    const { dataDir, clock } = this.directory;
    const before = this.now;
    await this.directory.end();
    this.directory = await startTestApp({ dataDir, clock });
    this.tickedAt = clock.monotonic();
    // What was counted since the last sweep is forgotten.
    const forgotten = before - this.now;
    for (const [id, member] of this.members) {
      member.heardAt -= forgotten;
      if (this.record(id)?.liveness === 'live') member.dueAt = this.now + termMs(member.interval);
    }
  }

  /** Nobody is marked before its term, removed or back by itself, or free of a block. */
  private check(): void {
    const wrong: object[] = [];
    for (const [id, member] of this.members) {
      const record = this.record(id);
      const { removed, disabled, interval } = member;
      if (this.isRemoved(id) !== removed || (!removed && record?.disabled !== disabled)) {
        wrong.push({ id, removed, disabled, record });
      }
      if (removed || record?.liveness === 'live') continue;
      const silentMs = this.now - member.heardAt;
      if (interval === 0 || silentMs < termMs(interval)) wrong.push({ id, silentMs, record });
    }
    // Asked a million times.
    if (wrong.length > 0) expect(wrong).toEqual([]);
  }

  private hear(member: Member): void {
    member.heardAt = this.now;
    member.dueAt = this.now + termMs(member.interval);
  }

  private record(id: string) {
    return this.app.get(Catalog).of(DEFAULT_SCOPE).record(id);
  }

  private isRemoved(id: string): boolean {
    return this.app.get(Catalog).of(DEFAULT_SCOPE).isRemoved(id);
  }

  private get app() {
    return this.directory.app;
  }

  /** Lease time, ms. */
  private get now(): number {
    const gap = this.directory.clock.monotonic() - this.tickedAt;
    return this.base + Math.min(gap, COUNTED_GAP_MS);
  }
}
