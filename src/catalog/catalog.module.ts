import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { SigningModule } from '../signing/signing.module.js';
import { StorageModule } from '../storage/storage.module.js';
import { CatalogDocuments } from './catalog-documents.service.js';
import { CatalogFeed } from './catalog-feed.service.js';
import { Catalog } from './catalog.service.js';
import { CatalogHealthIndicator } from './catalog.health.js';
import { EntryRenderer } from './entry-renderer.service.js';

/** The read model and its documents. */
@Module({
  imports: [TerminusModule, StorageModule, SigningModule],
  providers: [EntryRenderer, Catalog, CatalogFeed, CatalogDocuments, CatalogHealthIndicator],
  exports: [Catalog, CatalogFeed, CatalogDocuments, CatalogHealthIndicator],
})
export class CatalogModule {}
