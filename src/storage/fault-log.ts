import { Logger } from '@nestjs/common';
import { faultText, storageFaultOf, type StorageFault } from './storage-fault.js';

/** The present fault of something that is used again and again. Its reason is logged when it begins or is another kind. */
export class FaultLog {
  private readonly logger: Logger;
  private fault: StorageFault | null = null;

  constructor(
    context: string,
    private readonly what: string,
  ) {
    this.logger = new Logger(context);
  }

  /** `null` = it went well the last time. */
  get current(): StorageFault | null {
    return this.fault;
  }

  /** Notes how it went: an error or what it said, `null` when it went well. */
  note(error: unknown): void {
    const fault = error === null ? null : storageFaultOf(error);
    if (fault === this.fault) return;
    this.fault = fault;
    if (fault === null) this.logger.log(`${this.what} works again`);
    else this.logger.warn({ msg: `${this.what} fails: ${fault}`, reason: faultText(error) });
  }
}
