import type { TimeSlice } from '../../common/time-slice.js';
import type { CatalogEntry } from '../catalog-entry.js';
import { IdOrder } from './id-order.js';

/** Sorting a few servers is quicker than picking them from the sorted ones: one in so many is few. */
const FEW_OF = 64;
const FIRST_CAPACITY = 64;

/** All registered servers. The indexes know them by numbers, which are small and used again. */
export class Roster {
  private readonly numbers = new Map<string, number>();
  private readonly ids: string[] = [];
  private readonly entriesByNumber: (CatalogEntry | undefined)[] = [];
  private readonly freeNumbers: number[] = [];
  private marks = new Uint8Array(FIRST_CAPACITY);
  /** The default listing. */
  readonly listed = new IdOrder(this.ids);
  private readonly hidden = new IdOrder(this.ids);
  /** For each number whether a server of the default listing has it: 1 or 0. Longer than the numbers are many. */
  listedFlags = new Uint8Array(FIRST_CAPACITY);

  entry(id: string): CatalogEntry | undefined {
    const number = this.numbers.get(id);
    return number === undefined ? undefined : this.entriesByNumber[number];
  }

  number(id: string): number | undefined {
    return this.numbers.get(id);
  }

  id(number: number): string {
    return this.ids[number] ?? '';
  }

  *entries(): Iterable<CatalogEntry> {
    for (const number of this.numbers.values()) {
      const entry = this.entriesByNumber[number];
      if (entry !== undefined) yield entry;
    }
  }

  /** The entries of the default listing, in order of id. */
  listedEntries(): CatalogEntry[] {
    const entries: CatalogEntry[] = [];
    for (const number of this.listed.numbers()) {
      const entry = this.entriesByNumber[number];
      if (entry !== undefined) entries.push(entry);
    }
    return entries;
  }

  /** Registers a server, or what has become of it; answers its number. */
  set(entry: CatalogEntry): number {
    const { id } = entry.record;
    const known = this.entry(id);
    const number = this.numbers.get(id) ?? this.takeNumber(id);
    this.entriesByNumber[number] = entry;
    if (known?.visible !== entry.visible) {
      if (known !== undefined) this.takeOut(number, known);
      (entry.visible ? this.listed : this.hidden).add(number);
      this.listedFlags[number] = entry.visible ? 1 : 0;
    }
    return number;
  }

  remove(id: string): void {
    const number = this.numbers.get(id);
    const entry = this.entry(id);
    if (number === undefined || entry === undefined) return;
    this.takeOut(number, entry);
    this.numbers.delete(id);
    this.entriesByNumber[number] = undefined;
    this.freeNumbers.push(number);
  }

  /** The same numbers in order of their servers' ids. */
  inOrder(numbers: Uint32Array): Uint32Array {
    if (numbers.length * FEW_OF <= this.numbers.size) {
      return numbers.slice().sort((a, b) => (this.id(a) < this.id(b) ? -1 : 1));
    }
    const { marks } = this;
    for (const number of numbers) marks[number] = 1;
    const listed = this.listed.numbers(marks, numbers.length);
    const isAll = listed.length === numbers.length;
    const hidden = isAll ? undefined : this.hidden.numbers(marks, numbers.length);
    for (const number of numbers) marks[number] = 0;
    return hidden === undefined ? listed : this.merged(listed, hidden);
  }

  /** Puts what was loaded in order. */
  async settle(slice: TimeSlice): Promise<void> {
    await this.listed.settle(slice);
    await this.hidden.settle(slice);
  }

  private takeNumber(id: string): number {
    const number = this.freeNumbers.pop() ?? this.ids.length;
    this.numbers.set(id, number);
    this.ids[number] = id;
    if (number >= this.marks.length) {
      this.marks = new Uint8Array(number * 2);
      const flags = new Uint8Array(number * 2);
      flags.set(this.listedFlags);
      this.listedFlags = flags;
    }
    return number;
  }

  private takeOut(number: number, { visible }: CatalogEntry): void {
    (visible ? this.listed : this.hidden).remove(number);
    this.listedFlags[number] = 0;
  }

  private merged(left: Uint32Array, right: Uint32Array): Uint32Array {
    const all = new Uint32Array(left.length + right.length);
    let fromLeft = 0;
    let fromRight = 0;
    for (let index = 0; index < all.length; index += 1) {
      const [one, other] = [left[fromLeft], right[fromRight]];
      const takesLeft = one !== undefined && (other === undefined || this.id(one) < this.id(other));
      all[index] = (takesLeft ? one : other) ?? 0;
      if (takesLeft) fromLeft += 1;
      else fromRight += 1;
    }
    return all;
  }
}
