import { Module } from '@nestjs/common';
import { AppConfig } from '../config/app-config.js';
import { ConfigModule } from '../config/config.module.js';
import { Dialler } from './dial/dialler.js';
import { hostLookup } from './dial/host-lookup.js';
import { AddressGuard } from './guard/address-guard.js';

/** The only way out to addresses that others name. */
@Module({
  imports: [ConfigModule],
  providers: [
    {
      provide: Dialler,
      inject: [AppConfig],
      useFactory: ({ probeAllowCidrs, probeDenyCidrs }: AppConfig) =>
        new Dialler(new AddressGuard(probeAllowCidrs, probeDenyCidrs), hostLookup()),
    },
  ],
  exports: [Dialler],
})
export class OutboundModule {}
