import type { TimeSlice } from '../../common/time-slice.js';
import type { Completions } from '../labels/label-ranking.js';
import { endOfPrefix } from '../prefix.js';
import { SortedBlocks } from '../sorted-blocks.js';

/** At most this many ids with capitals are looked at for one completion. */
const MOST_LOOKED_AT = 1_000;

/** Servers by their numbers, in the order of their ids. `ids` has the ids of all numbers and lives with its owner. */
export class IdOrder {
  private readonly byId: SortedBlocks<number>;
  /** Ids with capitals again, for people who do not care about them. */
  private readonly capitals: SortedBlocks<number>;
  private readonly capitalsFolded: SortedBlocks<number>;

  constructor(private readonly ids: readonly string[]) {
    const idOf = (number: number): string => ids[number] ?? '';
    const isBefore = (a: number, b: number): boolean => idOf(a) < idOf(b);
    this.byId = new SortedBlocks(isBefore);
    this.capitals = new SortedBlocks(isBefore);
    this.capitalsFolded = new SortedBlocks((a, b) => {
      const [idA, idB] = [idOf(a).toLowerCase(), idOf(b).toLowerCase()];
      return idA === idB ? isBefore(a, b) : idA < idB;
    });
  }

  get size(): number {
    return this.byId.size;
  }

  add(number: number): void {
    this.byId.add(number);
    if (!this.hasCapitals(number)) return;
    this.capitals.add(number);
    this.capitalsFolded.add(number);
  }

  remove(number: number): void {
    this.byId.remove(number);
    if (!this.hasCapitals(number)) return;
    this.capitals.remove(number);
    this.capitalsFolded.remove(number);
  }

  /** All numbers, or the `count` ones that are marked with 1, in order. */
  numbers(marks?: Uint8Array, count = this.size): Uint32Array {
    const numbers = new Uint32Array(Math.min(count, this.size));
    let next = 0;
    this.byId.forEach((number) => {
      if (marks !== undefined && marks[number] !== 1) return;
      numbers[next] = number;
      next += 1;
    });
    return numbers.subarray(0, next);
  }

  /** The ids at these indexes of the order. */
  slice(first: number, end?: number): string[] {
    return this.byId.slice(first, end).map(this.idOf);
  }

  /** The first few ids behind an id. */
  after(id: string, few: number): string[] {
    return this.first(
      this.byId.from((number) => this.idOf(number) <= id),
      few,
    );
  }

  /** Ids that begin with `prefix`, which is in lower case; of ids with capitals those come last that begin with one. */
  completions(prefix: string, few: number): Completions {
    const isBefore = (number: number): boolean => this.idOf(number) < prefix;
    const isFoldedBefore = (number: number): boolean => this.foldedId(number) < prefix;
    const end = endOfPrefix(prefix);
    const count = (order: SortedBlocks<number>, idOf: (number: number) => string): number =>
      (end === undefined ? order.size : order.countOf((number) => idOf(number) < end)) -
      order.countOf((number) => idOf(number) < prefix);
    const exact = count(this.byId, this.idOf);
    const folded = count(this.capitalsFolded, this.foldedId);
    const total = exact + folded - count(this.capitals, this.idOf);
    const values = this.first(this.byId.from(isBefore), Math.min(few, exact));
    let looked = 0;
    for (const number of this.capitalsFolded.from(isFoldedBefore)) {
      if (values.length >= Math.min(few, total) || looked >= Math.min(folded, MOST_LOOKED_AT))
        break;
      looked += 1;
      if (!this.idOf(number).startsWith(prefix)) values.push(this.idOf(number));
    }
    return { values, total };
  }

  async settle(slice: TimeSlice): Promise<void> {
    for (const order of [this.byId, this.capitals, this.capitalsFolded]) await order.settle(slice);
  }

  private first(numbers: Iterable<number>, few: number): string[] {
    const ids: string[] = [];
    if (few === 0) return ids;
    for (const number of numbers) {
      ids.push(this.idOf(number));
      if (ids.length >= few) break;
    }
    return ids;
  }

  private readonly idOf = (number: number): string => this.ids[number] ?? '';

  private readonly foldedId = (number: number): string => this.idOf(number).toLowerCase();

  private hasCapitals(number: number): boolean {
    const id = this.idOf(number);
    return id !== id.toLowerCase();
  }
}
