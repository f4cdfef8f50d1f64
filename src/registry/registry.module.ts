import { Module } from '@nestjs/common';
import { CatalogModule } from '../catalog/catalog.module.js';
import { ClusterModule } from '../cluster/cluster.module.js';
import { CommonModule } from '../common/common.module.js';
import { ConfigModule } from '../config/config.module.js';
import { IdentityModule } from '../identity/identity.module.js';
import { LeasesModule } from '../leases/leases.module.js';
import { LimitsModule } from '../limits/limits.module.js';
import { LivenessModule } from '../liveness/liveness.module.js';
import { RecordsModule } from '../records/records.module.js';
import { RedisModule } from '../redis/redis.module.js';
import { SigningModule } from '../signing/signing.module.js';
import { StorageModule } from '../storage/storage.module.js';
import { DomainResults } from './domain-results.service.js';
import { HeartbeatService } from './heartbeat.service.js';
import { Answers } from './http/answers.service.js';
import { BatchService } from './http/batch.service.js';
import { InsightController } from './http/insight.controller.js';
import { OperatorsController } from './http/operators.controller.js';
import { RequestDeadline } from './http/request-deadline.service.js';
import { ServersController } from './http/servers.controller.js';
import { TombstonesController } from './http/tombstones.controller.js';
import { OperatorService } from './operator.service.js';
import { ProbeResults } from './probe-results.service.js';
import { Purges } from './purges.service.js';
import { Admission } from './quotas/admission.service.js';
import { Quotas } from './quotas/quotas.service.js';
import { RegistrationService } from './registration.service.js';
import { RegistrySchedule } from './registry-schedule.service.js';
import { StatusReports } from './status-reports.service.js';
import { StatusService } from './status.service.js';
import { Tombstones } from './tombstones.service.js';

/** What members and operators ask for: registration, heartbeats, removal, history and status. */
@Module({
  imports: [
    CommonModule,
    ConfigModule,
    LimitsModule,
    RedisModule,
    StorageModule,
    LeasesModule,
    SigningModule,
    CatalogModule,
    ClusterModule,
    RecordsModule,
    LivenessModule,
    IdentityModule,
  ],
  controllers: [ServersController, OperatorsController, InsightController, TombstonesController],
  providers: [
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
    RegistrySchedule,
  ],
  exports: [StatusService, DomainResults, ProbeResults],
})
export class RegistryModule {}
