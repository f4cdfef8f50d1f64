import { createHash, createPublicKey } from 'node:crypto';
import {
  GetPublicKeyCommand,
  KMSClient,
  SignCommand,
  type SignCommandInput,
} from '@aws-sdk/client-kms';
import type { AwsKmsConfig, StatementAlgorithm } from '../../config/app-config.js';
import { KeySource } from '../keys/key-source.js';
import type { Signer } from '../keys/signer.js';
import type { SigningKey } from '../keys/signing-key.js';
import { KmsAnswer } from '../kms/kms-answer.js';
import { KmsGuard } from '../kms/kms-guard.js';
import { kmsKey } from '../kms/kms-key.js';
import { RemoteSigner } from '../kms/remote-signer.js';
import { joseSignature } from './der-signature.js';

/** What KMS takes as it is; EdDSA needs it so, since it hashes twice. */
const MOST_RAW_BYTES = 4_096;

/**
 * Keys of AWS KMS. It makes none by itself: the next one is made there and set as `AWS_KMS_KEY_ID`. Needs the
 * permissions `kms:GetPublicKey` and `kms:Sign`.
 */
export class AwsKmsSource extends KeySource {
  readonly name = 'aws-kms';
  private readonly client: KMSClient;
  /** A key that cannot sign must not be in the way of the next one. */
  private readonly guardOfKeys: KmsGuard;

  constructor(
    private readonly config: AwsKmsConfig,
    private readonly alg: StatementAlgorithm,
    private readonly guard = new KmsGuard('AWS KMS'),
  ) {
    super();
    this.guardOfKeys = guard.another();
    const { region, endpoint } = config;
    this.client = new KMSClient({
      ...(region !== undefined && { region }),
      ...(endpoint !== undefined && { endpoint }),
      // A caller that waits has a deadline, and asks again.
      maxAttempts: 1,
    });
  }

  async provide(known: ReadonlySet<string>): Promise<SigningKey | undefined> {
    const { keyId } = this.config;
    const { KeyId, PublicKey } = await this.guardOfKeys.call((abortSignal) =>
      this.client.send(new GetPublicKeyCommand({ KeyId: keyId }), { abortSignal }),
    );
    if (PublicKey === undefined) throw new Error(`AWS KMS shows no public key of ${keyId ?? '?'}`);
    const spki = createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' });
    // An alias may lead to another key later.
    const key = kmsKey(this.name, this.alg, spki, KeyId ?? keyId ?? '');
    return known.has(key.kid) ? undefined : key;
  }

  open(key: SigningKey): Signer {
    const maxBytes = key.alg === 'EdDSA' ? MOST_RAW_BYTES : Infinity;
    return new RemoteSigner(key, maxBytes, this.guard, async (input, abortSignal) => {
      const command = new SignCommand(requestOf(key, input));
      const { Signature } = await this.client.send(command, { abortSignal });
      const signature = Signature && (key.alg === 'EdDSA' ? Signature : joseSignature(Signature));
      if (signature === undefined) throw new KmsAnswer('its answer is not a signature');
      return signature;
    });
  }
}

function requestOf({ alg, reference }: SigningKey, input: Uint8Array): SignCommandInput {
  return alg === 'EdDSA'
    ? {
        KeyId: reference,
        Message: input,
        MessageType: 'RAW',
        SigningAlgorithm: 'ED25519_SHA_512',
      }
    : {
        KeyId: reference,
        Message: createHash('sha256').update(input).digest(),
        MessageType: 'DIGEST',
        SigningAlgorithm: 'ECDSA_SHA_256',
      };
}
