import type { Random } from '../../support/random.js';
import { type Circumstances, faultOf, type FaultName, FAULTS } from './fault-table.js';

const NAMES = Object.keys(FAULTS) as FaultName[];
/** Longer than a request can be under way. */
const CALM_S = [8, 12] as const;
const SILENT_S = [20, 90] as const;
const CLOCK_STEPS_MS = [-300_000, -45_000, 45_000, 300_000];
const TWO_AT_ONCE = 0.3;
const SILENT_CUT = 0.5;
const COPY = 0.4;

/** A fault that is to come. */
export interface Planned {
  readonly name: FaultName;
  readonly how: Circumstances;
}

/** A time of calm, then faults that begin and end together. */
export interface Step {
  readonly calmMs: number;
  /** Whether the data of Redis is copied before, for a later return to it. */
  readonly copiesRedis: boolean;
  readonly faults: readonly [Planned, ...Planned[]];
  readonly lastsMs: number;
  /** The member of this number falls silent, some time in the fault. */
  readonly silent: { readonly member: number; readonly afterMs: number; readonly forMs: number };
}

/** Chooses faults: the same ones for the same seed. Every kind comes once before one comes again. */
export class FaultPlan {
  private left: FaultName[] = [];
  private first = true;

  constructor(
    private readonly random: Random,
    private readonly replicas: number,
    private readonly members: number,
  ) {}

  next(): Step {
    const calmMs = this.between(CALM_S);
    const copiesRedis = this.random.chance(COPY) || this.first;
    this.first = false;
    const fault = this.choose();
    const faults: [Planned, ...Planned[]] = [fault];
    if (this.random.chance(TWO_AT_ONCE)) {
      const other = this.choose();
      if (partOf(other) !== partOf(fault)) faults.push(other);
      else this.left.push(other.name);
    }
    const lastsMs = Math.max(...faults.map(({ name }) => this.between(faultOf(name).lasts)));
    const silent = {
      member: this.random.below(this.members),
      afterMs: this.random.below(Math.min(lastsMs, 8_000)),
      forMs: this.between(SILENT_S),
    };
    return { calmMs, copiesRedis, faults, lastsMs, silent };
  }

  private choose(): Planned {
    if (this.left.length === 0) this.left = [...NAMES];
    const [name = NAMES[0]] = this.left.splice(this.random.below(this.left.length), 1);
    if (name === undefined) throw new Error('There is no fault');
    const how = {
      replica: this.random.below(this.replicas),
      silent: this.random.chance(SILENT_CUT),
      clockMs: CLOCK_STEPS_MS[this.random.below(CLOCK_STEPS_MS.length)] ?? 0,
    };
    return { name, how };
  }

  /** Of seconds, in ms. */
  private between([least, most]: readonly [number, number]): number {
    return Math.round(1_000 * (least + this.random.next() * (most - least)));
  }
}

/** For people: which fault, where, and how. */
export function titleOf({ name, how }: Planned): string {
  if (faultOf(name).part !== 'replica') return name;
  const details = [`replica-${how.replica + 1}`];
  if (name.includes('cannot reach') && how.silent) details.push('silently');
  if (name.includes('clock')) details.push(`${how.clockMs / 1_000} s`);
  return `${name} (${details.join(', ')})`;
}

function partOf({ name, how }: Planned): string {
  const { part } = faultOf(name);
  return part === 'replica' ? `replica ${how.replica}` : part;
}
