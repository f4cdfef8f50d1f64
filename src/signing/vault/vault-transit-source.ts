import { createPublicKey, type KeyObject } from 'node:crypto';
import type { StatementAlgorithm, VaultConfig } from '../../config/app-config.js';
import { KeySource } from '../keys/key-source.js';
import type { Signer } from '../keys/signer.js';
import type { SigningKey } from '../keys/signing-key.js';
import { KmsAnswer } from '../kms/kms-answer.js';
import { KmsGuard } from '../kms/kms-guard.js';
import { ed25519Key, kmsKey } from '../kms/kms-key.js';
import { RemoteSigner } from '../kms/remote-signer.js';
import { VaultClient } from './vault-client.js';

/** A transit key, as Vault describes it. */
interface TransitKey {
  readonly latest_version: number;
  readonly keys: Readonly<Record<string, { readonly public_key: string } | undefined>>;
}

/**
 * Keys of the transit engine of HashiCorp Vault: the next one is the next version of the same transit key. Needs `read`
 * on `keys/<name>`, and `update` on `keys/<name>/rotate` and `sign/<name>`.
 */
export class VaultTransitSource extends KeySource {
  readonly name = 'vault-transit';
  private readonly client: VaultClient;
  /** A key that cannot sign must not be in the way of the next one. */
  private readonly guardOfKeys: KmsGuard;

  constructor(
    private readonly config: VaultConfig,
    private readonly alg: StatementAlgorithm,
    private readonly guard = new KmsGuard('Vault'),
  ) {
    super();
    this.guardOfKeys = guard.another();
    this.client = new VaultClient(config);
  }

  async provide(known: ReadonlySet<string>): Promise<SigningKey> {
    const newest = await this.newest();
    if (!known.has(newest.kid)) return newest;
    await this.guardOfKeys.call((signal) =>
      this.client.ask('POST', `${this.path}/rotate`, signal, {}),
    );
    return this.newest();
  }

  open(key: SigningKey): Signer {
    const [, name = '', version = ''] = /^(.*):(\d+)$/.exec(key.reference) ?? [];
    return new RemoteSigner(key, Infinity, this.guard, async (input, signal) => {
      const answer = await this.client.ask('POST', `sign/${name}`, signal, {
        input: Buffer.from(input).toString('base64'),
        key_version: Number(version),
        ...(key.alg === 'ES256' && {
          hash_algorithm: 'sha2-256',
          marshaling_algorithm: 'jws',
        }),
      });
      const { signature } = (answer ?? {}) as { signature?: unknown };
      const encoded = /^vault:v(\d+):([\w+/=-]+)$/.exec(String(signature));
      if (encoded?.[1] !== version) throw new KmsAnswer('its answer is not a signature');
      // Node reads both spellings of base64.
      return Buffer.from(encoded[2] ?? '', 'base64');
    });
  }

  private get path(): string {
    return `keys/${this.config.transitKey ?? ''}`;
  }

  private async newest(): Promise<SigningKey> {
    const { version, publicKey } = await this.guardOfKeys.call(async (signal) => {
      const answer = await this.client.ask('GET', this.path, signal);
      const { latest_version: latest, keys } = (answer ?? {}) as Partial<TransitKey>;
      const { public_key: key } = keys?.[String(latest)] ?? {};
      if (typeof key !== 'string') throw new KmsAnswer('its answer is not a key that signs');
      return { version: latest, publicKey: key };
    });
    const reference = `${this.config.transitKey ?? ''}:${String(version)}`;
    return kmsKey(this.name, this.alg, keyObject(publicKey), reference);
  }
}

/** Ed25519 keys are shown as 32 bytes in base64, others as PEM. */
function keyObject(publicKey: string): KeyObject {
  return publicKey.startsWith('-----')
    ? createPublicKey(publicKey)
    : ed25519Key(Buffer.from(publicKey, 'base64'));
}
