import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { CatalogModule } from '../catalog/catalog.module.js';
import { CommonModule } from '../common/common.module.js';
import { LimitsModule } from '../limits/limits.module.js';
import { LeasesModule } from '../leases/leases.module.js';
import { ProbeModule } from '../probe/probe.module.js';
import { RedisModule } from '../redis/redis.module.js';
import { LivenessModule } from '../liveness/liveness.module.js';
import { RegistryModule } from '../registry/registry.module.js';
import { StorageModule } from '../storage/storage.module.js';
import { EventLoopHealthIndicator } from './event-loop.health.js';
import { HealthMonitor } from './health-monitor.service.js';
import { HealthController } from './health.controller.js';

/** Composes the indicators that live in their own features. */
@Module({
  imports: [
    TerminusModule,
    CommonModule,
    StorageModule,
    RedisModule,
    LeasesModule,
    LimitsModule,
    CatalogModule,
    LivenessModule,
    RegistryModule,
    ProbeModule,
  ],
  controllers: [HealthController],
  providers: [HealthMonitor, EventLoopHealthIndicator],
})
export class HealthModule {}
