import { Module } from '@nestjs/common';
import { CommonModule } from '../common/common.module.js';
import { ConfigModule } from '../config/config.module.js';
import { LeasesModule } from '../leases/leases.module.js';
import { StorageModule } from '../storage/storage.module.js';
import { Replicas } from './replicas.service.js';

/** The replicas of this directory: their signs of life, and what does not fit together. */
@Module({
  imports: [CommonModule, ConfigModule, LeasesModule, StorageModule],
  providers: [Replicas],
  exports: [Replicas],
})
export class ClusterModule {}
