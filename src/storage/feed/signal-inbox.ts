import type { ChangedRecord } from './feed-signals.js';

/** Gathers what signals tell while earlier ones are being followed up; of each record the newest revision. */
export class SignalInbox {
  private waiting = new Map<string, number>();
  private busy = false;

  constructor(
    private readonly followUp: (records: readonly ChangedRecord[]) => Promise<void>,
    private readonly failed: (error: unknown) => void,
  ) {}

  put(records: readonly ChangedRecord[]): void {
    for (const { key, revision } of records) {
      this.waiting.set(key, Math.max(revision, this.waiting.get(key) ?? 0));
    }
    if (!this.busy) void this.empty();
  }

  private async empty(): Promise<void> {
    this.busy = true;
    while (this.waiting.size > 0) {
      const records = [...this.waiting].map(([key, revision]) => ({ key, revision }));
      this.waiting = new Map();
      try {
        await this.followUp(records);
      } catch (error) {
        this.failed(error);
      }
    }
    this.busy = false;
  }
}
