import type { TenantCatalog } from '../../catalog/tenant-catalog.js';
import type { ToldServer } from '../../catalog/stored/tombstone.js';
import type { EventGroup } from './event-group.js';
import type { SseEvent } from './sse.js';

const MOST_CHARACTERS = 1_024 * 1_024;

/** The present states of servers as events for a group's readers; made once for readers that need them at about the same time. */
export class CurrentEvents {
  private readonly known = new Map<string, { record: ToldServer; event: SseEvent }>();
  private characters = 0;

  constructor(
    private readonly group: EventGroup,
    private readonly catalog: TenantCatalog,
  ) {}

  /** `found` is what the server was when it was looked for. */
  of(found: ToldServer): SseEvent {
    const record = this.catalog.told(found.id) ?? found;
    const known = this.known.get(record.id);
    if (known?.record === record) return known.event;
    const event = this.group.current(record);
    this.characters += event.data.length;
    if (this.characters > MOST_CHARACTERS) {
      this.known.clear();
      this.characters = event.data.length;
    }
    this.known.set(record.id, { record, event });
    return event;
  }
}
