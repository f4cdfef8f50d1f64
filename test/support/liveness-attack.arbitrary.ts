import fc from 'fast-check';
import type { LivenessStep } from './liveness-steps.arbitrary.js';

/** The address from which any number of servers is registered, and falls silent. */
export const ATTACKER = '203.0.113.9';

/** After so long nothing is new, whatever the directory's own age. */
const GROWN_UP_SECONDS = 21 * 60;

/** What happens meanwhile; each server in a wave is registered from another address. */
type Turn =
  | { readonly kind: 'crowd'; readonly size: number; readonly interval: number }
  | { readonly kind: 'wave'; readonly size: number; readonly interval: number }
  | { readonly kind: 'crowd is silent' }
  | { readonly kind: 'crowd is back' }
  | { readonly kind: 'one dies' }
  | { readonly kind: 'time passes'; readonly seconds: number };

/** An attack on a directory, and what the honest members of it are. */
export interface LivenessAttack {
  readonly steps: readonly LivenessStep[];
  /** Who of the honest members dies. */
  readonly dead: readonly string[];
  /** At the end all members fall silent for so long that each has run out. */
  readonly silence: LivenessStep;
  /** Then nobody else is heard of for longer than the honest members, so that their silence is that of all. */
  readonly allAtOnce: boolean;
}

/** Honest members of a few owners, of which at most three die, beside servers that are there to fall silent. */
export function livenessAttacks(): fc.Arbitrary<LivenessAttack> {
  const interval = fc.constantFrom(5, 10, 30);
  const kind = <K extends string>(name: K) => fc.constant(name);
  const seconds = fc.oneof(fc.integer({ min: 1, max: 100 }), fc.constantFrom(300, 700));
  const turn = fc.oneof<fc.WeightedArbitrary<Turn>[]>(
    {
      weight: 3,
      arbitrary: fc.record({
        kind: kind('crowd'),
        size: fc.integer({ min: 1, max: 60 }),
        interval,
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ kind: kind('wave'), size: fc.integer({ min: 1, max: 40 }), interval }),
    },
    { weight: 4, arbitrary: fc.record({ kind: kind('crowd is silent') }) },
    { weight: 1, arbitrary: fc.record({ kind: kind('crowd is back') }) },
    { weight: 3, arbitrary: fc.record({ kind: kind('one dies') }) },
    { weight: 6, arbitrary: fc.record({ kind: kind('time passes'), seconds }) },
  );
  return fc
    .tuple(
      fc.integer({ min: 14, max: 30 }),
      fc.integer({ min: 1, max: 4 }),
      interval,
      fc.array(turn, { minLength: 5, maxLength: 20, size: 'max' }),
    )
    .map(([size, owners, every, turns]) => new Attack(size, owners, every).play(turns));
}

/** Makes steps of turns. */
class Attack {
  private readonly honest: string[];
  private readonly dead: string[] = [];
  private crowd: string[] = [];
  private crowdIsSilent = false;
  private slowestOfCrowd = 0;
  private registered = 0;
  private readonly steps: LivenessStep[] = [];

  constructor(
    size: number,
    owners: number,
    private readonly interval: number,
  ) {
    this.honest = Array.from({ length: size }, (_, index) => `s${index}`);
    for (const [index, id] of this.honest.entries()) {
      const from = owners === 1 ? 'local' : `192.0.2.${index % owners}`;
      this.steps.push({ kind: 'register', ids: [id], interval, from });
    }
    this.pass(GROWN_UP_SECONDS);
  }

  play(turns: readonly Turn[]): LivenessAttack {
    for (const turn of turns) this.take(turn);
    const silence: LivenessStep = { kind: 'pass', seconds: 100, loyal: [], beatEvery: 4 };
    const allAtOnce = this.slowestOfCrowd <= this.interval;
    return { steps: this.steps, dead: this.dead, silence, allAtOnce };
  }

  private take(turn: Turn): void {
    switch (turn.kind) {
      case 'crowd': {
        const ids = this.newIds(turn.size);
        this.steps.push({ kind: 'register', ids, interval: turn.interval, from: ATTACKER });
        this.crowd.push(...ids);
        this.slowestOfCrowd = Math.max(this.slowestOfCrowd, turn.interval);
        return;
      }
      case 'wave':
        for (const id of this.newIds(turn.size)) {
          const from = `198.18.0.${id.slice(1)}`;
          this.steps.push({ kind: 'register', ids: [id], interval: turn.interval, from });
        }
        return;
      case 'crowd is silent':
        this.crowdIsSilent = true;
        return;
      case 'crowd is back':
        this.crowdIsSilent = false;
        return;
      case 'one dies': {
        const id = this.honest[0];
        if (this.dead.length === 3 || id === undefined) return;
        this.honest.shift();
        this.dead.push(id);
        return;
      }
      case 'time passes':
        this.pass(turn.seconds);
    }
  }

  private pass(seconds: number): void {
    const loyal = [...this.honest, ...(this.crowdIsSilent ? [] : this.crowd)];
    this.steps.push({ kind: 'pass', seconds, loyal, beatEvery: 4 });
  }

  private newIds(size: number): string[] {
    const first = this.registered;
    this.registered += size;
    return Array.from({ length: size }, (_, index) => `x${first + index}`);
  }
}
