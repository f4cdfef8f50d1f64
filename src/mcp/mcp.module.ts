import { Module } from '@nestjs/common';
import { BodiesModule } from '../bodies/bodies.module.js';
import { CatalogModule } from '../catalog/catalog.module.js';
import { CommonModule } from '../common/common.module.js';
import { ConfigModule } from '../config/config.module.js';
import { FrontModule } from '../front/front.module.js';
import { LeasesModule } from '../leases/leases.module.js';
import { LimitsModule } from '../limits/limits.module.js';
import { ProbeBookModule } from '../probe/probe-book.module.js';
import { RegistryModule } from '../registry/registry.module.js';
import { SigningModule } from '../signing/signing.module.js';
import { AiCatalog } from './cards/ai-catalog.service.js';
import { CardsController } from './cards/cards.controller.js';
import { Completions } from './completions.service.js';
import { ConnectPrompt } from './connect-prompt.service.js';
import { QuickReads } from './http/quick-reads.service.js';
import { WebAnswers } from './http/web-answers.service.js';
import { McpEndpoint } from './mcp-endpoint.service.js';
import { McpServers } from './mcp-servers.service.js';
import { McpController } from './mcp.controller.js';
import { ChangeBell } from './notifications/change-bell.service.js';
import { LegacySessions } from './notifications/legacy-sessions.service.js';
import { Listening } from './notifications/listening.service.js';
import { SessionIds } from './notifications/session-ids.service.js';
import { Subscriptions } from './notifications/subscriptions.service.js';
import { ResourceList } from './resources/resource-list.service.js';
import { ResourceReader } from './resources/resource-reader.service.js';
import { DirectoryTools } from './tools/directory-tools.service.js';

/** The directory as MCP: resources, tools, a prompt and notifications on one endpoint. */
@Module({
  imports: [
    CommonModule,
    ConfigModule,
    FrontModule,
    BodiesModule,
    CatalogModule,
    LeasesModule,
    LimitsModule,
    SigningModule,
    ProbeBookModule,
    RegistryModule,
  ],
  controllers: [McpController, CardsController],
  providers: [
    ResourceReader,
    ResourceList,
    Completions,
    DirectoryTools,
    ConnectPrompt,
    Subscriptions,
    ChangeBell,
    SessionIds,
    LegacySessions,
    WebAnswers,
    Listening,
    McpServers,
    QuickReads,
    McpEndpoint,
    AiCatalog,
  ],
})
export class McpModule {}
