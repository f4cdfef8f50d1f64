import { Module } from '@nestjs/common';
import { CatalogModule } from '../catalog/catalog.module.js';
import { CommonModule } from '../common/common.module.js';
import { StorageModule } from '../storage/storage.module.js';
import { CountedTime } from './counted-time.service.js';
import { RecordWriter } from './record-writer.service.js';

/** Changes of servers: read, decide, compare and set. */
@Module({
  imports: [CommonModule, StorageModule, CatalogModule],
  providers: [CountedTime, RecordWriter],
  exports: [CountedTime, RecordWriter],
})
export class RecordsModule {}
