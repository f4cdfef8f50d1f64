import { createPrivateKey, generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import type { StatementAlgorithm } from '../../config/app-config.js';
import { KeySource } from '../keys/key-source.js';
import type { Signer } from '../keys/signer.js';
import type { SigningKey } from '../keys/signing-key.js';
import { keyThumbprint, toPublicKey } from '../../manifest/public-key.js';
import type { KeySeal } from './key-seal.js';
import { LocalSigner } from './local-signer.js';

const generate = promisify(generateKeyPair);

/** Private keys that this process makes and uses, encrypted in the ring that the replicas share. */
export class LocalKeySource extends KeySource {
  readonly name = 'local';

  constructor(
    private readonly alg: StatementAlgorithm,
    private readonly seal: KeySeal,
  ) {
    super();
  }

  async provide(): Promise<SigningKey> {
    const { privateKey } =
      this.alg === 'EdDSA'
        ? await generate('ed25519')
        : await generate('ec', { namedCurve: 'P-256' });
    const jwk = privateKey.export({ format: 'jwk' });
    const publicKey = toPublicKey(jwk);
    const kid = keyThumbprint(publicKey);
    const reference = await this.seal.seal(jwk, kid);
    return { kid, alg: this.alg, source: this.name, publicKey, reference };
  }

  async open({ kid, alg, reference }: SigningKey): Promise<Signer> {
    const opened = await this.seal.open(reference);
    if (opened === undefined) {
      throw new Error(
        `The signing key ${kid} in the store was encrypted with another key-encryption key: set the former ` +
          'SIGNING_KEK as SIGNING_KEK_PREVIOUS (or, where that was never set, FED_DIR_SIGNING_SECRET_PREVIOUS)',
      );
    }
    return new LocalSigner(kid, alg, createPrivateKey({ key: opened.key, format: 'jwk' }));
  }

  override async renewed(key: SigningKey): Promise<SigningKey> {
    const opened = await this.seal.open(key.reference);
    if (opened === undefined || opened.isCurrent) return key;
    return { ...key, reference: await this.seal.seal(opened.key, key.kid) };
  }
}
