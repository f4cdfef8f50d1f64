import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { CommonModule } from '../common/common.module.js';
import { ConfigModule } from '../config/config.module.js';
import { LimitsModule } from '../limits/limits.module.js';
import { SigningModule } from '../signing/signing.module.js';
import { StorageModule } from '../storage/storage.module.js';
import { CatalogDocuments } from './catalog-documents.service.js';
import { CatalogFeed } from './catalog-feed.service.js';
import { Catalog } from './catalog.service.js';
import { CatalogHealthIndicator } from './catalog.health.js';
import { Room } from './stored/room.service.js';
import { EntryRenderer } from './entry-renderer.service.js';
import { EntryStatements } from './entry-statements.service.js';
import { SigningHealthIndicator } from './signing.health.js';
import { SnapshotDocuments } from './snapshot-documents.service.js';
import { SignAhead } from './sign-ahead.service.js';
import { Statements } from './statements.service.js';

/** The read model and its documents. */
@Module({
  imports: [TerminusModule, CommonModule, ConfigModule, LimitsModule, StorageModule, SigningModule],
  providers: [
    Statements,
    EntryRenderer,
    Catalog,
    Room,
    SignAhead,
    CatalogFeed,
    CatalogDocuments,
    EntryStatements,
    SnapshotDocuments,
    CatalogHealthIndicator,
    SigningHealthIndicator,
  ],
  exports: [
    SnapshotDocuments,
    Catalog,
    Room,
    CatalogFeed,
    CatalogDocuments,
    Statements,
    EntryStatements,
    CatalogHealthIndicator,
    SigningHealthIndicator,
  ],
})
export class CatalogModule {}
