import { Module } from '@nestjs/common';
import { LimitsModule } from '../limits/limits.module.js';
import { BodyReader } from './body-reader.service.js';

/** The bodies of requests: read within limits, scanned, parsed. */
@Module({
  imports: [LimitsModule],
  providers: [BodyReader],
  exports: [BodyReader],
})
export class BodiesModule {}
