import { Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { BodiesModule } from './bodies/bodies.module.js';
import { CatalogModule } from './catalog/catalog.module.js';
import { ClusterModule } from './cluster/cluster.module.js';
import { CommonModule } from './common/common.module.js';
import { ConfigModule } from './config/config.module.js';
import { DirectoryModule } from './directory/directory.module.js';
import { FrontModule } from './front/front.module.js';
import { HealthModule } from './health/health.module.js';
import { LivenessModule } from './liveness/liveness.module.js';
import { McpModule } from './mcp/mcp.module.js';
import { ProbeModule } from './probe/probe.module.js';
import { RecordsModule } from './records/records.module.js';
import { RegistryModule } from './registry/registry.module.js';
import { SigningModule } from './signing/signing.module.js';
import { Startup } from './startup.service.js';
import { StorageModule } from './storage/storage.module.js';

/** The only place where all modules meet. */
@Module({
  imports: [
    ScheduleModule.forRoot(),
    CommonModule,
    ConfigModule,
    FrontModule,
    BodiesModule,
    RegistryModule,
    DirectoryModule,
    McpModule,
    ProbeModule,
    HealthModule,
    // What the start needs.
    StorageModule,
    SigningModule,
    CatalogModule,
    ClusterModule,
    RecordsModule,
    LivenessModule,
  ],
  providers: [Startup],
})
export class AppModule {}
