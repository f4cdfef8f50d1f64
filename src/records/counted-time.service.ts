import { Injectable } from '@nestjs/common';
import { ManifestStore } from '../storage/manifest-store.js';

/**
 * For how long missed heartbeats have been counted, all runs of the directory together: lease time. Stale and offline
 * servers go on by it after a restart; time in which nobody counted is not held against them.
 */
@Injectable()
export class CountedTime {
  private ms = 0;
  private loaded = false;

  constructor(private readonly store: ManifestStore) {}

  /** Milliseconds, as of the last sweep. */
  get now(): number {
    return this.ms;
  }

  /** Takes in what lease time is now. */
  reach(ms: number): void {
    this.ms = Math.max(this.ms, ms);
  }

  async load(): Promise<void> {
    this.reach(await this.store.countedTime());
    this.loaded = true;
  }

  /** Saves nothing before it has loaded: that would say nothing. */
  async save(): Promise<void> {
    if (this.loaded) await this.store.saveCountedTime(this.ms);
  }
}
