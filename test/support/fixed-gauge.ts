import { MemoryGauge } from '../../src/limits/memory/memory-gauge.js';

/** A gauge that a test sets. */
export class FixedGauge extends MemoryGauge {
  livePart = 0;
  readonly collections = 0;

  partOf(): number {
    return 0;
  }

  measure(): number {
    return this.livePart;
  }
}
