import { Module } from '@nestjs/common';
import { CatalogModule } from '../catalog/catalog.module.js';
import { CommonModule } from '../common/common.module.js';
import { LeasesModule } from '../leases/leases.module.js';
import { LimitsModule } from '../limits/limits.module.js';
import { ProbeBookModule } from '../probe/probe-book.module.js';
import { DirectoryController } from './directory.controller.js';
import { EntryController } from './entry.controller.js';
import { EventHub } from './events/event-hub.service.js';
import { EventStreamController } from './events/event-stream.controller.js';
import { LongPoll } from './long-poll.service.js';
import { QueryReader } from './query-reader.service.js';
import { SnapshotController } from './snapshot.controller.js';

/** Discovery over HTTP. */
@Module({
  imports: [CommonModule, CatalogModule, LeasesModule, LimitsModule, ProbeBookModule],
  controllers: [DirectoryController, EntryController, SnapshotController, EventStreamController],
  providers: [QueryReader, LongPoll, EventHub],
})
export class DirectoryModule {}
