import { Injectable } from '@nestjs/common';
import type { LeaseTerms } from '../../leases/lease-table.js';
import { phaseMs, recentMsLeft } from '../../manifest/lease-terms.js';
import type { ServerRecord } from '../../manifest/server-record.js';
import { CountedTime } from '../../records/counted-time.service.js';
import { HeartbeatPace } from '../heartbeat-pace.service.js';
import { SelfPreservation } from '../preservation/self-preservation.service.js';

/** What lease a record says that its server should have. */
@Injectable()
export class LeaseFromRecord {
  constructor(
    private readonly countedTime: CountedTime,
    private readonly pace: HeartbeatPace,
    private readonly selfPreservation: SelfPreservation,
  ) {}

  /**
   * The lease of a leased server that has none, or a wrong one. A live server gets a full term; a stale or offline one
   * goes on from when it was marked, by counted time.
   */
  termsOf({ liveness, livenessCountedAt, ...record }: ServerRecord): LeaseTerms {
    const intervalSeconds = this.pace.stretch(record.intervalSeconds);
    const counted = Math.max(0, this.countedTime.now - livenessCountedAt);
    const remainingMs = phaseMs(liveness, intervalSeconds) - (liveness === 'live' ? 0 : counted);
    const offlineFor = liveness === 'offline' ? phaseMs('stale', intervalSeconds) : 0;
    const isAccepted = livenessCountedAt - offlineFor <= this.selfPreservation.acceptedAt;
    const unaged = remainingMs + this.selfPreservation.heldFor(this.countedTime.now);
    const recentMs = isAccepted ? 0 : recentMsLeft(liveness, intervalSeconds, unaged);
    return { intervalSeconds, phase: liveness, remainingMs, recentMs };
  }
}
