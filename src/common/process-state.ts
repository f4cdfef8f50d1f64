import { Injectable } from '@nestjs/common';

/** Where the process stands in its life. */
export type ProcessPhase = 'starting' | 'serving' | 'draining';

/** The phase of this process: `serving` once the catalog is loaded, `draining` from SIGTERM on. */
@Injectable()
export class ProcessState {
  private isLoaded = false;
  private isDraining = false;
  private readonly drainListeners = new Set<() => void>();

  get phase(): ProcessPhase {
    if (this.isDraining) return 'draining';
    return this.isLoaded ? 'serving' : 'starting';
  }

  /** Whether all servers are known: a process may be told to stop before that. */
  get loaded(): boolean {
    return this.isLoaded;
  }

  serve(): void {
    this.isLoaded = true;
  }

  /** From now on no new work is sought: readiness fails, connections close, waiting readers are answered. */
  drain(): void {
    if (this.isDraining) return;
    this.isDraining = true;
    for (const listener of this.drainListeners) listener();
  }

  /** Calls the listener when draining begins. */
  onDrain(listener: () => void): void {
    this.drainListeners.add(listener);
  }
}
