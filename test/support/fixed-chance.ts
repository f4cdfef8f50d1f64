import { Chance } from '../../src/common/chance.js';

/** Chance as a test wants it. */
export class FixedChance extends Chance {
  constructor(private readonly value = 0) {
    super();
  }

  next(): number {
    return this.value;
  }
}
