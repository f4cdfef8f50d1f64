import { Module } from '@nestjs/common';
import { CommonModule } from '../common/common.module.js';
import { AppConfig } from '../config/app-config.js';
import { ConfigModule } from '../config/config.module.js';
import { StorageModule } from '../storage/storage.module.js';
import { HmacSecret } from './hmac-secret.js';
import { JwksController } from './http/jwks.controller.js';
import { KeysController } from './http/keys.controller.js';
import { KeySources } from './keys/key-sources.js';
import { SigningKeys } from './keys/signing-keys.service.js';
import { ManifestSigner } from './manifest-signer.service.js';
import { StatementSigner } from './statement-signer.service.js';
import { TokenMacs } from './token-macs.js';

/** Signs entries and statements: with the configured secret and keys, or with generated ones in development. */
@Module({
  imports: [CommonModule, ConfigModule, StorageModule],
  controllers: [JwksController, KeysController],
  providers: [
    {
      provide: HmacSecret,
      inject: [AppConfig],
      useFactory: (config: AppConfig) => HmacSecret.of(config),
    },
    {
      provide: ManifestSigner,
      inject: [HmacSecret, AppConfig],
      useFactory: ({ value }: HmacSecret, { previousSigningSecret }: AppConfig) =>
        new ManifestSigner(value, previousSigningSecret),
    },
    {
      provide: TokenMacs,
      inject: [HmacSecret, AppConfig],
      useFactory: ({ value }: HmacSecret, { previousSigningSecret }: AppConfig) =>
        new TokenMacs(value, previousSigningSecret),
    },
    {
      provide: KeySources,
      inject: [HmacSecret, AppConfig],
      useFactory: ({ value }: HmacSecret, config: AppConfig) => new KeySources(config, value),
    },
    SigningKeys,
    StatementSigner,
  ],
  exports: [ManifestSigner, SigningKeys, StatementSigner, TokenMacs],
})
export class SigningModule {}
