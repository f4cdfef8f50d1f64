import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { CatalogModule } from '../catalog/catalog.module.js';
import { Clock } from '../common/clock.js';
import { CommonModule } from '../common/common.module.js';
import { AppConfig } from '../config/app-config.js';
import { ConfigModule } from '../config/config.module.js';
import { databaseName } from '../config/database-name.js';
import { LeasesModule } from '../leases/leases.module.js';
import { LimitsModule } from '../limits/limits.module.js';
import { RedisBackend } from '../redis/redis-backend.js';
import { RedisModule } from '../redis/redis.module.js';
import { SigningModule } from '../signing/signing.module.js';
import { StorageModule } from '../storage/storage.module.js';
import { CountedTime } from './counted-time.service.js';
import { DomainResults } from './domain-results.service.js';
import { Freshness } from './freshness.service.js';
import { HeartbeatMeter } from './heartbeat-meter.service.js';
import { HeartbeatPace } from './heartbeat-pace.service.js';
import { HeartbeatService } from './heartbeat.service.js';
import { Answers } from './http/answers.service.js';
import { BatchService } from './http/batch.service.js';
import { RequestDeadline } from './http/request-deadline.service.js';
import { InsightController } from './http/insight.controller.js';
import { OperatorsController } from './http/operators.controller.js';
import { ServersController } from './http/servers.controller.js';
import { Influence } from './influence/influence.service.js';
import { LeaseComparison } from './leases/lease-comparison.service.js';
import { LeaseFromRecord } from './leases/lease-from-record.service.js';
import { LeaseKeeper } from './leases/lease-keeper.service.js';
import { LeaseUpkeep } from './leases/lease-upkeep.service.js';
import { Marker } from './marker.service.js';
import { TombstonesController } from './http/tombstones.controller.js';
import { MemberProofs } from './member-proof/member-proofs.service.js';
import { MemoryNonceBook } from './member-proof/nonces/memory-nonce-book.js';
import { NonceBook } from './member-proof/nonces/nonce-book.js';
import { RedisNonceBook } from './member-proof/nonces/redis-nonce-book.js';
import { OperatorService } from './operator.service.js';
import { ProbeResults } from './probe-results.service.js';
import { Admission } from './quotas/admission.service.js';
import { Quotas } from './quotas/quotas.service.js';
import { Purges } from './purges.service.js';
import { RecordWriter } from './record-writer.service.js';
import { RegistrationService } from './registration.service.js';
import { RegistrySchedule } from './registry-schedule.service.js';
import { Replicas } from './replicas.service.js';
import { SelfPreservation } from './self-preservation.service.js';
import { Startup } from './startup.service.js';
import { StatusReports } from './status-reports.service.js';
import { StatusService } from './status.service.js';
import { SweeperHealthIndicator } from './sweeper.health.js';
import { Tombstones } from './tombstones.service.js';
import { Sweeper } from './sweeper.service.js';
import { UnstoredMarks } from './unstored-marks.service.js';

/** The lifecycle of servers: registration, heartbeats, missed heartbeats, history and status. */
@Module({
  imports: [
    TerminusModule,
    CommonModule,
    ConfigModule,
    LimitsModule,
    RedisModule,
    StorageModule,
    LeasesModule,
    SigningModule,
    CatalogModule,
  ],
  controllers: [ServersController, OperatorsController, InsightController, TombstonesController],
  providers: [
    CountedTime,
    HeartbeatPace,
    Replicas,
    {
      provide: NonceBook,
      inject: [RedisBackend, AppConfig, Clock],
      useFactory: ({ link }: RedisBackend, { mongodbUri }: AppConfig, clock: Clock) =>
        link === null
          ? new MemoryNonceBook(clock)
          : new RedisNonceBook(link, clock, databaseName(mongodbUri)),
    },
    MemberProofs,
    RecordWriter,
    LeaseKeeper,
    LeaseFromRecord,
    LeaseComparison,
    LeaseUpkeep,
    Marker,
    HeartbeatMeter,
    Influence,
    SelfPreservation,
    DomainResults,
    ProbeResults,
    Quotas,
    Admission,
    StatusReports,
    RegistrationService,
    HeartbeatService,
    OperatorService,
    Tombstones,
    Purges,
    BatchService,
    RequestDeadline,
    Answers,
    StatusService,
    Sweeper,
    UnstoredMarks,
    Freshness,
    RegistrySchedule,
    Startup,
    SweeperHealthIndicator,
  ],
  exports: [
    Freshness,
    StatusService,
    DomainResults,
    Influence,
    ProbeResults,
    Sweeper,
    SweeperHealthIndicator,
    Startup,
  ],
})
export class RegistryModule {}
