import { Injectable, Logger } from '@nestjs/common';
import { Catalog } from '../../catalog/catalog.service.js';
import { ProcessState } from '../../common/process-state.js';
import { type HeardLease, LeaseTable } from '../../leases/lease-table.js';
import { CountedTime } from '../../records/counted-time.service.js';
import { Replicas } from '../../cluster/replicas.service.js';
import { LeaseComparison } from './lease-comparison.service.js';
import { LeaseKeeper } from './lease-keeper.service.js';

const ACTOR = 'directory';
const CHUNK = 500;

/** Gives every leased server its lease at the start, and again whenever leases are lost. */
@Injectable()
export class LeaseUpkeep {
  private readonly logger = new Logger('Leases');

  constructor(
    private readonly leases: LeaseTable,
    private readonly catalog: Catalog,
    private readonly keeper: LeaseKeeper,
    private readonly comparison: LeaseComparison,
    private readonly replicas: Replicas,
    private readonly state: ProcessState,
  ) {}

  /** Starts lease time at what was counted before. */
  async start(countedTime: CountedTime): Promise<void> {
    const events = {
      lost: () => void this.inBackground(this.comparison.compare()),
      returned: (heard: readonly HeardLease[]) => this.inBackground(this.catchUp(heard)),
    };
    // Leases in memory are nobody else's, and need no id, which a full disk might not take.
    const owner = this.replicas.sharesLeases ? await this.replicas.directoryId() : undefined;
    await this.leases.start(countedTime.now, events, owner);
    // Shared leases live on without this replica, so nobody has to wait until they are looked through.
    if (this.replicas.sharesLeases) void this.inBackground(this.comparison.compare());
    else await this.comparison.compare();
  }

  /** Adds the heartbeats that were kept while the leases could not be reached. */
  private async catchUp(heard: readonly HeardLease[]): Promise<void> {
    const failures: unknown[] = [];
    for (let first = 0; first < heard.length; first += CHUNK) {
      await Promise.all(
        heard.slice(first, first + CHUNK).map((key) =>
          // One that fails must not take the others' heartbeats away.
          this.catchUpOne(key).catch((error: unknown) => failures.push(error)),
        ),
      );
    }
    await this.comparison.compare();
    if (failures.length > 0) throw failures[0];
  }

  private async catchUpOne(heard: HeardLease): Promise<void> {
    const record = this.catalog.of(heard).record(heard.id);
    if (record === undefined || record.removed) return;
    // The others have gone on without this replica, and the server was not heard of after that.
    if (record.liveness !== 'live' && heard.heardAt < record.livenessCountedAt) return;
    await this.keeper.hear(record, false);
    await this.keeper.resume(record, ACTOR, heard.heardAt);
  }

  private async inBackground(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      // While the process stops, the leases go before this has ended.
      if (this.state.phase === 'draining') return;
      this.logger.warn({ msg: 'The leases were not compared and will be again', err: error });
    }
  }
}
