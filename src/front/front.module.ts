import { Module } from '@nestjs/common';
import { CommonModule } from '../common/common.module.js';
import { ConfigModule } from '../config/config.module.js';
import { LimitsModule } from '../limits/limits.module.js';
import { BaseUrl } from './callers/base-url.service.js';
import { ClientFinder } from './callers/client-finder.service.js';
import { OwnNames } from './callers/own-names.service.js';
import { PageOrigins } from './callers/page-origins.service.js';
import { PageSharing } from './callers/page-sharing.service.js';
import { RequestCheck } from './callers/request-check.service.js';
import { Connections } from './connections/connections.service.js';
import { FrontDoor } from './front-door.service.js';

/** What every request goes through. */
@Module({
  imports: [CommonModule, ConfigModule, LimitsModule],
  providers: [
    BaseUrl,
    ClientFinder,
    OwnNames,
    PageOrigins,
    PageSharing,
    RequestCheck,
    Connections,
    FrontDoor,
  ],
  exports: [BaseUrl, PageOrigins],
})
export class FrontModule {}
