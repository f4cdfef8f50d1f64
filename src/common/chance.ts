/** The only source of chance. What spreads work in time takes it from here, so that tests decide. */
export abstract class Chance {
  /** From 0 up to, not including, 1. */
  abstract next(): number;
}
