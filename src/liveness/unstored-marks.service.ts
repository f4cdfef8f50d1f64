import { Injectable } from '@nestjs/common';
import { Catalog } from '../catalog/catalog.service.js';
import { AppConfig } from '../config/app-config.js';
import type { Claim } from '../leases/lease-table.js';
import type { ChangeContext } from '../manifest/change-context.js';
import { phaseMs } from '../manifest/lease-terms.js';
import { markMissed, remove } from '../manifest/lifecycle.js';
import type { RecordDraft, ServerRecord } from '../manifest/server-record.js';

/**
 * Marks that the storage does not take, for example on a full disk: they are shown until they can be stored. Only where
 * this process has the leases for itself, and so hears every heartbeat that ends them.
 */
@Injectable()
export class UnstoredMarks {
  constructor(
    private readonly catalog: Catalog,
    private readonly config: AppConfig,
  ) {}

  /** The mark of a server whose lease has run out. What is shown already is stored as it was decided. */
  next(
    current: ServerRecord,
    context: ChangeContext,
    { intervalSeconds }: Pick<Claim, 'intervalSeconds'>,
  ): RecordDraft {
    const shown = this.shownOf(current);
    if (shown === undefined) return nextMark(current, context);
    const shownMs = context.countedAt - shown.livenessCountedAt;
    const isOver = shown.liveness === 'stale' && shownMs >= phaseMs('stale', intervalSeconds);
    return isOver ? markMissed(current, 'offline', context) : shown;
  }

  /** The mark of this record could not be stored. A removal is not shown: it can wait. */
  show(current: ServerRecord, mark: RecordDraft): void {
    if (this.config.redisUrl !== undefined || mark.removed) return;
    const { record } = this.catalog.of(current).entry(current.id) ?? {};
    if (record?.revision === current.revision) this.catalog.show(current, mark);
  }

  private shownOf(current: ServerRecord): RecordDraft | undefined {
    const entry = this.catalog.of(current).entry(current.id);
    return entry?.record.revision === current.revision ? entry.unstored : undefined;
  }
}

function nextMark(current: ServerRecord, context: ChangeContext): RecordDraft {
  switch (current.liveness) {
    case 'live':
      return markMissed(current, 'stale', context);
    case 'stale':
      return markMissed(current, 'offline', context);
    case 'offline':
      return remove(current, 'retention_elapsed', context);
  }
}
