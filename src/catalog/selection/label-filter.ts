import type { LabelIndex } from '../labels/label-index.js';
import type { PostingList } from '../search/posting-list.js';
import type { ServerFilter } from '../server-query.js';

/** Most entries of label lists that one filter visits: 20 labels that 100,000 servers have. */
const MOST_VISITED = 2_000_000;

/** The indexes that filters ask. */
export interface FilterIndexes {
  readonly tags: LabelIndex;
  readonly capabilities: LabelIndex;
  readonly tools: LabelIndex;
  readonly statuses: LabelIndex;
}

/** What the labels and statuses of a filter select. */
export interface Filtered {
  /** Servers, in no order. */
  readonly numbers: Uint32Array;
  /** Labels that too many servers have were left out: servers may be missing. */
  readonly partial: boolean;
}

/** Selects servers by labels and statuses. Its arrays are as long as the servers are many, and used again. */
export class LabelFilter {
  /** How many groups of the filter each server has met, one after the other. */
  private levels = new Uint8Array(0);
  /** Those that have met the current group. */
  private met = new Uint32Array(0);

  constructor(
    private readonly indexes: FilterIndexes,
    private readonly mostVisited = MOST_VISITED,
  ) {}

  /** Selects among servers with numbers below `capacity`, whether they are listed or not; `undefined` = all of them. */
  select(filter: ServerFilter, capacity: number): Filtered | undefined {
    const groups = this.groups(filter);
    if (groups.length === 0) return undefined;
    let left = this.mostVisited;
    let partial = false;
    this.clear(capacity);
    let count = 0;
    for (const [level, { lists }] of groups.entries()) {
      count = 0;
      for (const list of lists) {
        if (list.length > left) {
          partial = true;
          continue;
        }
        left -= list.length;
        count = this.raise(list, level, count);
      }
      if (count === 0) break;
    }
    return { numbers: this.met.slice(0, count), partial };
  }

  /** All have to be met, each by one of its lists; the smallest comes first. */
  private groups({ tags, capabilities, statuses }: ServerFilter): Group[] {
    const { indexes } = this;
    const groups = [
      ...tags.map((any) => groupOf(any.map((tag) => indexes.tags.with(tag)))),
      // A capability may be declared, or be a tool.
      ...capabilities.map((any) =>
        groupOf(any.flatMap((name) => [indexes.capabilities.with(name), indexes.tools.with(name)])),
      ),
    ];
    if (statuses.length > 0) {
      groups.push(groupOf(statuses.map((status) => indexes.statuses.with(status))));
    }
    return groups.sort((a, b) => a.size - b.size);
  }

  private clear(capacity: number): void {
    if (capacity <= this.levels.length) this.levels.fill(0);
    else {
      this.levels = new Uint8Array(capacity + (capacity >>> 2));
      this.met = new Uint32Array(this.levels.length);
    }
  }

  /** Lifts the servers of a list from one level to the next, and notes them behind the first `count`; answers how many there are. */
  private raise(list: PostingList, level: number, count: number): number {
    const { levels, met } = this;
    let next = count;
    for (let index = 0; index < list.length; index += 1) {
      const number = list.documentAt(index);
      if (levels[number] !== level) continue;
      levels[number] = level + 1;
      met[next] = number;
      next += 1;
    }
    return next;
  }
}

interface Group {
  readonly lists: ReadonlySet<PostingList>;
  readonly size: number;
}

function groupOf(lists: readonly (PostingList | undefined)[]): Group {
  const known = new Set(lists.filter((list) => list !== undefined));
  return { lists: known, size: known.values().reduce((sum, { length }) => sum + length, 0) };
}
