import { Injectable } from '@nestjs/common';

/** Where the process stands in its life. */
export type ProcessPhase = 'starting' | 'serving' | 'draining';

/** The phase of this process: `serving` once the catalog is loaded, `draining` from SIGTERM on. */
@Injectable()
export class ProcessState {
  private current: ProcessPhase = 'starting';
  private readonly drainListeners = new Set<() => void>();

  get phase(): ProcessPhase {
    return this.current;
  }

  serve(): void {
    if (this.current === 'starting') this.current = 'serving';
  }

  /** From now on no new work is sought: readiness fails, connections close, waiting readers are answered. */
  drain(): void {
    if (this.current === 'draining') return;
    this.current = 'draining';
    for (const listener of this.drainListeners) listener();
  }

  /** Calls the listener when draining begins. */
  onDrain(listener: () => void): void {
    this.drainListeners.add(listener);
  }
}
