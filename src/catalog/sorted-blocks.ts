import { sortInSlices } from '../common/sort-in-slices.js';
import type { TimeSlice } from '../common/time-slice.js';

/** Most items of a block: no change moves more. */
const LARGEST = 512;

/**
 * Items in a strict order, in blocks of limited size. A change costs a binary search and moves a part of one block, so
 * nothing is ever sorted as a whole. What decides an item's place may not change while it is in here.
 *
 * Until somebody asks, which nobody does while all that is stored is loaded, items are only collected: see {@link settle}.
 */
export class SortedBlocks<T> {
  private blocks: T[][] = [];
  private collected: T[] | undefined = [];
  private count = 0;

  constructor(
    private readonly isBefore: (a: T, b: T) => boolean,
    private readonly largest = LARGEST,
  ) {}

  get size(): number {
    return this.count;
  }

  /** Adds an item that is not in here. */
  add(item: T): void {
    this.count += 1;
    if (this.collected === undefined) this.place(item);
    else this.collected.push(item);
  }

  /** Removes the item that has this item's place in the order, if there is one. */
  remove(item: T): void {
    this.putInOrder();
    const before = (other: T): boolean => this.isBefore(other, item);
    const index = this.firstBlock(before);
    const block = this.blocks[index];
    if (block === undefined) return;
    const place = firstIn(block, before);
    const found = block[place];
    if (found === undefined || this.isBefore(item, found)) return;
    block.splice(place, 1);
    this.count -= 1;
    if (block.length === 0) this.blocks.splice(index, 1);
    else this.joinWithNext(index);
    this.joinWithNext(index - 1);
  }

  /** Puts what was collected in order, in slices; from then on every item is put where it belongs. */
  async settle(slice: TimeSlice): Promise<void> {
    const { collected } = this;
    if (collected === undefined) return;
    const { length } = collected;
    const sorted = await sortInSlices(collected.slice(), this.compare, slice);
    // Somebody could not wait.
    if (this.collected !== collected) return;
    this.collected = undefined;
    this.fill(sorted);
    for (const item of collected.slice(length)) this.place(item);
  }

  /** Visits all items in their order; nothing may change meanwhile. */
  forEach(visit: (item: T) => void): void {
    this.putInOrder();
    for (const block of this.blocks) for (const item of block) visit(item);
  }

  /** The items in their order, without those that `isBefore` is true of, which must come first. Nothing may change meanwhile. */
  *from(isBefore: (item: T) => boolean): Iterable<T> {
    this.putInOrder();
    let index = this.firstBlock(isBefore);
    let block = this.blocks[index];
    let place = block === undefined ? 0 : firstIn(block, isBefore);
    while (block !== undefined) {
      for (; place < block.length; place += 1) {
        const item = block[place];
        if (item !== undefined) yield item;
      }
      index += 1;
      place = 0;
      block = this.blocks[index];
    }
  }

  /** The items at these indexes of the order. */
  slice(first: number, end = this.count): T[] {
    this.putInOrder();
    const items: T[] = [];
    let start = 0;
    for (const block of this.blocks) {
      if (start >= end) break;
      if (start + block.length > first) {
        items.push(...block.slice(Math.max(0, first - start), end - start));
      }
      start += block.length;
    }
    return items;
  }

  /** How many items `isBefore` is true of, which must come first. */
  countOf(isBefore: (item: T) => boolean): number {
    this.putInOrder();
    const index = this.firstBlock(isBefore);
    let count = 0;
    for (let earlier = 0; earlier < index; earlier += 1) count += this.blocks[earlier]?.length ?? 0;
    const block = this.blocks[index];
    return block === undefined ? count : count + firstIn(block, isBefore);
  }

  private readonly compare = (a: T, b: T): number => (this.isBefore(a, b) ? -1 : 1);

  private putInOrder(): void {
    const { collected } = this;
    if (collected === undefined) return;
    this.collected = undefined;
    this.fill(collected.sort(this.compare));
  }

  private fill(sorted: readonly T[]): void {
    const half = Math.max(1, this.largest >>> 1);
    for (let first = 0; first < sorted.length; first += half) {
      this.blocks.push(sorted.slice(first, first + half));
    }
  }

  private place(item: T): void {
    const before = (other: T): boolean => this.isBefore(other, item);
    const index = Math.min(this.firstBlock(before), Math.max(0, this.blocks.length - 1));
    const block = (this.blocks[index] ??= []);
    block.splice(firstIn(block, before), 0, item);
    if (block.length <= this.largest) return;
    this.blocks.splice(index + 1, 0, block.splice(block.length >>> 1));
  }

  /** The first block with an item that `isBefore` is not true of; behind the last one when there is none. */
  private firstBlock(isBefore: (item: T) => boolean): number {
    let low = 0;
    let high = this.blocks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const last = this.blocks[middle]?.at(-1);
      if (last !== undefined && isBefore(last)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Two small neighbours become one, so that there are never many small blocks. */
  private joinWithNext(index: number): void {
    const block = this.blocks[index];
    const next = this.blocks[index + 1];
    if (block === undefined || next === undefined) return;
    if (block.length + next.length > this.largest >>> 1) return;
    block.push(...next);
    this.blocks.splice(index + 1, 1);
  }
}

function firstIn<T>(block: readonly T[], isBefore: (item: T) => boolean): number {
  let low = 0;
  let high = block.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = block[middle];
    if (item !== undefined && isBefore(item)) low = middle + 1;
    else high = middle;
  }
  return low;
}
