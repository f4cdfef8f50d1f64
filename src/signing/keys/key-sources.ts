import type { AppConfig } from '../../config/app-config.js';
import { KeySeal } from '../local/key-seal.js';
import { LocalKeySource } from '../local/local-key-source.js';
import type { KeySource } from './key-source.js';
import type { KeySourceName } from './signing-key.js';

/** The sources of keys by name. Keys of more than one may be in the ring: while the backend is being changed. */
export class KeySources {
  private readonly opened = new Map<KeySourceName, Promise<KeySource>>();

  /** `secret` is the HMAC secret in use, configured or generated. */
  constructor(
    private readonly config: AppConfig,
    private readonly secret: string,
  ) {}

  /** Where new keys come from; `undefined` = statements are off. */
  get backend(): KeySourceName | undefined {
    const { signingBackend } = this.config;
    return signingBackend === 'off' ? undefined : signingBackend;
  }

  of(name: KeySourceName): Promise<KeySource> {
    let source = this.opened.get(name);
    if (source === undefined) {
      source = this.create(name);
      this.opened.set(name, source);
    }
    return source;
  }

  /** Only those that are used are loaded: SDKs take time and memory. */
  private async create(name: KeySourceName): Promise<KeySource> {
    const { signingAlgorithm, awsKms, vault } = this.config;
    switch (name) {
      case 'local':
        return new LocalKeySource(signingAlgorithm, this.seal());
      case 'aws-kms': {
        const { AwsKmsSource } = await import('../aws/aws-kms-source.js');
        return new AwsKmsSource(awsKms, signingAlgorithm);
      }
      case 'vault-transit': {
        const { VaultTransitSource } = await import('../vault/vault-transit-source.js');
        return new VaultTransitSource(vault, signingAlgorithm);
      }
    }
  }

  /** Keys that were made before there was a key-encryption key are encrypted with one of the HMAC secret's. */
  private seal(): KeySeal {
    const { signingKek, previousSigningKek, previousSigningSecret } = this.config;
    const [first = this.secret, ...earlier] = [
      signingKek,
      previousSigningKek,
      this.secret,
      previousSigningSecret,
    ].filter((secret) => secret !== undefined);
    return new KeySeal(first, earlier);
  }
}
