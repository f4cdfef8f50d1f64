import type { KeyFinder } from './key-finder.js';
import { Refusal } from './refusal.js';

const MAX_REMEMBERED = 1_000_000;

/**
 * The highest revision seen of each server. A key that is not in the key set any more does not count: whoever stole one
 * could else lock readers out with a revision that nobody reaches.
 */
export class Ratchet {
  private readonly seen = new Map<string, { readonly revision: number; readonly kid: string }>();

  constructor(private readonly keys: KeyFinder) {}

  /** @throws Refusal `rolled_back` */
  async pass(id: string, revision: number, kid: string): Promise<void> {
    for (
      let seen = this.seen.get(id);
      seen !== undefined && seen.revision > revision;
      seen = this.seen.get(id)
    ) {
      if (await this.keys.has(seen.kid)) {
        throw new Refusal('rolled_back', `revision ${seen.revision} has been seen already`);
      }
      // Another one may have passed meanwhile.
      if (this.seen.get(id) === seen) this.seen.delete(id);
    }
    // Those that were not asked for longest are forgotten first.
    this.seen.delete(id);
    this.seen.set(id, { revision, kid });
    const [oldest] = this.seen.keys();
    if (this.seen.size > MAX_REMEMBERED && oldest !== undefined) this.seen.delete(oldest);
  }
}
