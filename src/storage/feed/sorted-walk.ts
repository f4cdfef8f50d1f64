/** Walks once through sorted keys, in steps. */
export class SortedWalk {
  private next = 0;

  constructor(private readonly keys: readonly string[]) {}

  /** The keys behind the last step up to this one; `undefined` = all that are left. */
  *upTo(last: string | undefined): Iterable<string> {
    for (let key = this.keys[this.next]; key !== undefined; key = this.keys[this.next]) {
      if (last !== undefined && key > last) return;
      this.next += 1;
      yield key;
    }
  }
}
