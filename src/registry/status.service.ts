import { Injectable } from '@nestjs/common';
import { Catalog } from '../catalog/catalog.service.js';
import type { LabelCount } from '../catalog/labels/label-ranking.js';
import type { TenantCatalog } from '../catalog/tenant-catalog.js';
import { Clock } from '../common/clock.js';
import { AppConfig } from '../config/app-config.js';
import { LimitsView } from '../limits/limits-view.service.js';
import { LeaseTable } from '../leases/lease-table.js';
import type { Scope } from '../manifest/scope.js';
import { ManifestStore } from '../storage/manifest-store.js';
import type { NotServedDto } from './dto/limits-status.dto.js';
import type { NamesDto, StatusAnswerDto } from './dto/status-answer.dto.js';
import { HeartbeatPace } from '../liveness/heartbeat-pace.service.js';
import { HeartbeatMeter } from '../liveness/heartbeat-meter.service.js';
import { SelfPreservation } from '../liveness/preservation/self-preservation.service.js';
import { Sweeper } from '../liveness/sweeper.service.js';

const SERVICE = 'omega-fastmcp-directory';
const TOP = 20;

/** Tells how the directory is. */
@Injectable()
export class StatusService {
  private readonly startedAt: number;

  constructor(
    private readonly catalog: Catalog,
    private readonly store: ManifestStore,
    private readonly leases: LeaseTable,
    private readonly sweeper: Sweeper,
    private readonly meter: HeartbeatMeter,
    private readonly selfPreservation: SelfPreservation,
    private readonly pace: HeartbeatPace,
    private readonly limits: LimitsView,
    private readonly config: AppConfig,
    private readonly clock: Clock,
  ) {
    this.startedAt = clock.monotonic();
  }

  async status(scope: Scope): Promise<StatusAnswerDto> {
    const catalog = this.catalog.of(scope);
    const counts = await this.leases.counts();
    const byStatus = catalog.byStatus();
    const { lastSweepAt, lastDurationMs } = this.sweeper;
    return {
      service: SERVICE,
      version: this.config.version,
      uptime_seconds: Math.floor((this.clock.monotonic() - this.startedAt) / 1_000),
      revision: catalog.listing.fingerprint.toString(),
      servers: {
        total: Object.values(byStatus).reduce((sum, count) => sum + count, 0),
        listed: catalog.visibleCount,
        by_status: byStatus,
      },
      tags: names(catalog.tagCounts),
      tools: names(catalog.tools),
      heartbeats: {
        received_per_minute: this.meter.receivedLastMinute(),
        expected_per_minute: Math.round(counts.expectedPerMinute),
        pace: this.pace.view(),
      },
      self_preservation: this.selfPreservation.view(),
      storage: this.store.health(),
      limits: {
        client_share_percent: this.config.limits.clientSharePercent,
        clients: catalog.usage.clientCount,
        not_served: notServed(catalog),
        used: this.limits.all(),
      },
      leases: { total: counts.total, live: counts.live, expired: counts.expired },
      sweeper: {
        last_sweep_at: lastSweepAt === null ? null : new Date(lastSweepAt).toISOString(),
        last_duration_ms: Math.round(lastDurationMs * 100) / 100,
        obstacle: this.sweeper.obstacle,
      },
    };
  }
}

function notServed({ absent, unindexed }: TenantCatalog): NotServedDto {
  return {
    damaged: absent.view('damaged', 0).count,
    left_out: absent.view('no room', 0).count,
    unindexed: unindexed.size,
  };
}

function names(counts: { size: number; top(few: number): readonly LabelCount[] }): NamesDto {
  const top = counts.top(TOP).map(([name, count]) => ({ name, count }));
  return { distinct: counts.size, top };
}
