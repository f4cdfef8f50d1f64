import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { CatalogModule } from '../catalog/catalog.module.js';
import { Clock } from '../common/clock.js';
import { CommonModule } from '../common/common.module.js';
import { AppConfig } from '../config/app-config.js';
import { ConfigModule } from '../config/config.module.js';
import { LivenessModule } from '../liveness/liveness.module.js';
import { Dialler } from '../outbound/dial/dialler.js';
import { OutboundModule } from '../outbound/outbound.module.js';
import { RedisModule } from '../redis/redis.module.js';
import { RegistryModule } from '../registry/registry.module.js';
import { Prober } from './check/prober.js';
import { DomainChecks } from './domain/domain-checks.service.js';
import { DomainProofs } from './domain/domain-proofs.js';
import { ProbeController } from './http/probe.controller.js';
import { ProbeBookModule } from './probe-book.module.js';
import { ProbesHealthIndicator } from './probes.health.js';
import { ProbeIntake } from './schedule/probe-intake.service.js';
import { ProbeSchedule } from './schedule/probe-schedule.service.js';
import { ServerChecks } from './schedule/server-checks.service.js';

const CLIENT_NAME = 'omega-fastmcp-directory';

/** Active checks of servers that want them, and of any server when an operator asks. */
@Module({
  imports: [
    TerminusModule,
    CommonModule,
    ConfigModule,
    OutboundModule,
    CatalogModule,
    LivenessModule,
    RegistryModule,
    ProbeBookModule,
    RedisModule,
  ],
  controllers: [ProbeController],
  providers: [
    {
      provide: Prober,
      inject: [AppConfig, Dialler, Clock],
      useFactory: ({ version }: AppConfig, dialler: Dialler, clock: Clock) =>
        new Prober(dialler, { name: CLIENT_NAME, version }, clock),
    },
    {
      provide: DomainProofs,
      inject: [Dialler, Clock],
      useFactory: (dialler: Dialler, clock: Clock) => new DomainProofs(dialler, clock),
    },
    DomainChecks,
    ProbeIntake,
    ServerChecks,
    ProbeSchedule,
    ProbesHealthIndicator,
  ],
  exports: [ProbesHealthIndicator],
})
export class ProbeModule {}
