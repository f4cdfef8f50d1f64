import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { CatalogModule } from '../catalog/catalog.module.js';
import { ClusterModule } from '../cluster/cluster.module.js';
import { CommonModule } from '../common/common.module.js';
import { ConfigModule } from '../config/config.module.js';
import { LeasesModule } from '../leases/leases.module.js';
import { RecordsModule } from '../records/records.module.js';
import { RedisModule } from '../redis/redis.module.js';
import { StorageModule } from '../storage/storage.module.js';
import { Freshness } from './freshness.service.js';
import { HeartbeatMeter } from './heartbeat-meter.service.js';
import { HeartbeatPace } from './heartbeat-pace.service.js';
import { Influence } from './influence/influence.service.js';
import { LeaseComparison } from './keeping/lease-comparison.service.js';
import { LeaseFromRecord } from './keeping/lease-from-record.service.js';
import { LeaseKeeper } from './keeping/lease-keeper.service.js';
import { LeaseUpkeep } from './keeping/lease-upkeep.service.js';
import { Marker } from './marker.service.js';
import { SelfPreservation } from './preservation/self-preservation.service.js';
import { SweeperHealthIndicator } from './sweeper.health.js';
import { Sweeper } from './sweeper.service.js';
import { UnstoredMarks } from './unstored-marks.service.js';

/** Whether servers live: their leases, missed heartbeats and the marks that follow, self-preservation. */
@Module({
  imports: [
    TerminusModule,
    CommonModule,
    ConfigModule,
    RedisModule,
    StorageModule,
    LeasesModule,
    CatalogModule,
    ClusterModule,
    RecordsModule,
  ],
  providers: [
    Freshness,
    HeartbeatMeter,
    HeartbeatPace,
    Influence,
    LeaseComparison,
    LeaseFromRecord,
    LeaseKeeper,
    LeaseUpkeep,
    Marker,
    SelfPreservation,
    Sweeper,
    SweeperHealthIndicator,
    UnstoredMarks,
  ],
  exports: [
    Freshness,
    HeartbeatMeter,
    HeartbeatPace,
    Influence,
    LeaseComparison,
    LeaseKeeper,
    LeaseUpkeep,
    SelfPreservation,
    Sweeper,
    SweeperHealthIndicator,
  ],
})
export class LivenessModule {}
