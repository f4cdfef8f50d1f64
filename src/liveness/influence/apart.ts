/** An owner of too many servers that are gone while others are not: in one sweep only so many of them are marked. */
export class Apart {
  constructor(
    readonly owner: string,
    private room: number,
  ) {}

  /** Takes room for the mark of one server; says whether there was any. Others' servers need none. */
  admits(owner: string): boolean {
    if (owner !== this.owner) return true;
    if (this.room < 1) return false;
    this.room -= 1;
    return true;
  }
}
