import { changedSince } from '../../catalog/changed-since.js';
import type { TenantCatalog } from '../../catalog/tenant-catalog.js';
import type { Clock } from '../../common/clock.js';
import { TimeSlice } from '../../common/time-slice.js';
import type { ToldServer } from '../../catalog/stored/tombstone.js';
import type { Timeline } from '../../manifest/timeline.js';
import { Backlog } from './backlog.js';
import { CurrentEvents } from './current-events.js';
import type { EventGroup } from './event-group.js';
import type { StreamReader } from '../../limits/streams/stream-reader.js';
import { sseKeepAlive } from './sse.js';

/** Brings readers that come back up to date: in turns, in slices, and each only as fast as it reads. */
export class CatchUp {
  private readonly backlogs = new Map<StreamReader, Backlog>();
  private arrived: Backlog[] = [];
  private ready: Backlog[] = [];
  /** Those whose readers have not taken the last piece yet; each reader waits once. */
  private readonly stalled = new Map<StreamReader, Backlog>();
  private running = false;

  constructor(
    private readonly catalog: TenantCatalog,
    private readonly timeline: () => Timeline,
    private readonly clock: Clock,
    private readonly failed: (error: unknown) => void,
    /** Part of the time that it may take, see {@link TimeSlice}. */
    private readonly part = 1,
  ) {}

  /** Tells the reader all that changed above its position, and then makes it live. */
  add(reader: StreamReader, group: EventGroup, position: number): void {
    if (position === this.timeline().now) {
      this.backlogs.delete(reader);
      reader.live = true;
      return;
    }
    reader.live = false;
    const backlog = new Backlog(reader, group, position);
    this.backlogs.set(reader, backlog);
    this.arrived.push(backlog);
    this.go();
  }

  /** A server changed. */
  note(record: ToldServer): void {
    for (const backlog of this.backlogs.values()) backlog.note(record);
  }

  /** The reader left. */
  forget(reader: StreamReader): void {
    this.backlogs.delete(reader);
    this.stalled.delete(reader);
  }

  private go(): void {
    if (!this.running) void this.run();
  }

  private async run(): Promise<void> {
    this.running = true;
    try {
      await this.work();
    } catch (error) {
      // Readers that waited come back, and get it then.
      this.arrived = [];
      this.ready = [];
      for (const reader of this.backlogs.keys()) reader.cutOff();
      this.backlogs.clear();
      this.failed(error);
    } finally {
      this.running = false;
    }
  }

  private async work(): Promise<void> {
    const slice = new TimeSlice(this.clock, this.part);
    while (this.arrived.length + this.ready.length > 0) {
      if (this.arrived.length > 0) await this.lookUp(slice);
      for (const [group, backlogs] of Map.groupBy(this.ready.splice(0), ({ group }) => group)) {
        const current = new CurrentEvents(group, this.catalog);
        for (const backlog of backlogs) {
          await slice.pause();
          this.tell(backlog, current, slice);
        }
      }
    }
  }

  /** One look through the catalog serves all that have arrived: many come back at once when a replica goes. */
  private async lookUp(slice: TimeSlice): Promise<void> {
    const arrived = this.arrived.splice(0);
    const settled = this.timeline().resumeAt;
    const least = arrived.reduce((below, { position }) => Math.min(below, position), Infinity);
    const records = await changedSince(this.catalog, least, slice);
    for (const backlog of arrived) backlog.found(records, settled);
    this.ready.push(...arrived);
  }

  /** Goes on with the reader's newest backlog when it has taken what was sent. */
  private stall(backlog: Backlog): void {
    const { reader } = backlog;
    const isNew = !this.stalled.has(reader);
    this.stalled.set(reader, backlog);
    if (!isNew) return;
    reader.whenIdle(() => {
      const next = this.stalled.get(reader);
      this.stalled.delete(reader);
      if (next === undefined) return;
      this.ready.push(next);
      this.go();
    });
  }

  private tell(backlog: Backlog, current: CurrentEvents, slice: TimeSlice): void {
    const { reader, group } = backlog;
    if (!reader.open || this.backlogs.get(reader) !== backlog) return;
    if (reader.busy) {
      this.stall(backlog);
      return;
    }
    const timeline = this.timeline();
    const piece = backlog.piece(timeline, current, slice);
    if (piece === undefined) {
      this.backlogs.delete(reader);
      reader.live = true;
      reader.send(sseKeepAlive(group.currentId(timeline)));
    } else {
      reader.send(piece);
      this.ready.push(backlog);
    }
  }
}
