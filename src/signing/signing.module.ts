import { Module } from '@nestjs/common';
import { AppConfig } from '../config/app-config.js';
import { ConfigModule } from '../config/config.module.js';
import { generatedSecret } from './generated-secret.js';
import { ManifestSigner } from './manifest-signer.service.js';

/** Provides the {@link ManifestSigner} with the configured secret, or a generated one in development. */
@Module({
  imports: [ConfigModule],
  providers: [
    {
      provide: ManifestSigner,
      inject: [AppConfig],
      useFactory: async ({ dataDir, signingSecret, previousSigningSecret }: AppConfig) =>
        new ManifestSigner(
          signingSecret ?? (await generatedSecret(dataDir)),
          previousSigningSecret,
        ),
    },
  ],
  exports: [ManifestSigner],
})
export class SigningModule {}
