import { Module } from '@nestjs/common';
import { CommonModule } from '../common/common.module.js';
import { LeaseTable } from './lease-table.js';
import { MemoryLeaseTable } from './memory/memory-lease-table.js';

/** Provides the {@link LeaseTable}; who needs it injects the port. */
@Module({
  imports: [CommonModule],
  providers: [{ provide: LeaseTable, useClass: MemoryLeaseTable }],
  exports: [LeaseTable],
})
export class LeasesModule {}
