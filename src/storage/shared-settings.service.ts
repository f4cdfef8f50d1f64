import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { DomainError } from '../common/domain-error.js';
import type { Json } from '../manifest/manifest.js';
import { SettingsStore, type Setting } from './settings-store.js';

const MAX_ATTEMPTS = 5;

/** An older setting that the store shows is believed when it has lasted for this long, in the same way as older records. */
const LASTING_MS = 10_000;

/** What to store instead of a value; `undefined` = nothing. */
export type Decide = (value: Json | undefined) => Json | undefined | Promise<Json | undefined>;

/** The settings that replicas share, as this one knows them. */
@Injectable()
export class SharedSettings {
  private readonly known = new Map<string, Setting>();
  /** Lower revisions that the store has shown, and since when (monotonic ms). */
  private readonly doubted = new Map<
    string,
    { readonly revision: number; readonly since: number }
  >();

  constructor(
    private readonly store: SettingsStore,
    private readonly clock: Clock,
  ) {}

  /** Reads what is stored, and follows. */
  async load(): Promise<void> {
    await this.store.follow(this.take);
  }

  /** Reads what is stored now. @throws STORAGE_UNAVAILABLE */
  refresh(): Promise<void> {
    return this.store.refresh();
  }

  /** The newest known value; `undefined` when none was ever set. */
  value(name: string): Json | undefined {
    return this.known.get(name)?.value;
  }

  /** Up by one with each change; 0 when none was ever set. */
  revision(name: string): number {
    return this.known.get(name)?.revision ?? 0;
  }

  /**
   * Stores what `decide` makes of the value that the store has, nothing when it says `undefined`; decides again when
   * somebody was faster.
   */
  async change(name: string, decide: Decide): Promise<void> {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      // Another replica's change, or an own one of unknown outcome, may not have come here yet.
      await this.refresh();
      const { value, revision = 0 } = this.known.get(name) ?? {};
      const next = await decide(value);
      if (next === undefined) return;
      if ((await this.store.put(name, revision, next)) !== undefined) return;
    }
    throw new DomainError('STORAGE_UNAVAILABLE', 'Too many change this setting; try again.', {
      retryAfterSeconds: 1,
    });
  }

  private readonly take = (setting: Setting): void => {
    const known = this.known.get(setting.name)?.revision ?? 0;
    if (setting.revision < known && !this.hasLasted(setting)) return;
    this.doubted.delete(setting.name);
    if (setting.revision !== known) this.known.set(setting.name, setting);
  };

  /** The store was restored from a backup while this process ran: in the end it is right. */
  private hasLasted({ name, revision }: Setting): boolean {
    const now = this.clock.monotonic();
    const doubt = this.doubted.get(name);
    if (doubt?.revision === revision) return now - doubt.since >= LASTING_MS;
    this.doubted.set(name, { revision, since: now });
    return false;
  }
}
