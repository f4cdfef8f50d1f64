import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { DomainError } from '../../src/common/domain-error.js';
import { loadConfig } from '../../src/config/load-config.js';
import { KeySource } from '../../src/signing/keys/key-source.js';
import { KeySources } from '../../src/signing/keys/key-sources.js';
import { Signer } from '../../src/signing/keys/signer.js';
import type { SigningKey } from '../../src/signing/keys/signing-key.js';
import { kmsKey } from '../../src/signing/kms/kms-key.js';

/** Keys that are elsewhere: each signature is made when the test says so. */
export class RemoteKeys extends KeySources {
  /** Why no key is to be had; `null` = one is. */
  provideFault: Error | null = null;
  /** Nothing is signed. */
  isAway = false;
  /** How often a key was asked for. */
  asked = 0;
  /** Signatures that were made. */
  made = 0;
  private waiting: (() => void)[] = [];

  constructor() {
    super(loadConfig({ SIGNING_BACKEND: 'aws-kms', AWS_KMS_KEY_ID: 'stub' }), 'secret');
  }

  override of(): Promise<KeySource> {
    return Promise.resolve(new RemoteSource(this));
  }

  /** Makes the signatures that were asked for, one after the other, also those that are asked for meanwhile. */
  async release(): Promise<void> {
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
    for (let next = this.waiting.shift(); next !== undefined; next = this.waiting.shift()) {
      next();
      for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
    }
  }

  async sign(key: KeyObject, input: Uint8Array): Promise<Uint8Array> {
    await new Promise<void>((resolve) => {
      this.waiting.push(resolve);
    });
    if (this.isAway) throw new DomainError('SIGNING_UNAVAILABLE', 'The KMS is away.');
    this.made += 1;
    return sign(null, input, key);
  }
}

class RemoteSource extends KeySource {
  readonly name = 'aws-kms';
  private static readonly keys = new Map<string, KeyObject>();

  constructor(private readonly kms: RemoteKeys) {
    super();
  }

  provide(): Promise<SigningKey> {
    this.kms.asked += 1;
    if (this.kms.provideFault !== null) return Promise.reject(this.kms.provideFault);
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const key = kmsKey(this.name, 'EdDSA', publicKey, 'elsewhere');
    RemoteSource.keys.set(key.kid, privateKey);
    return Promise.resolve(key);
  }

  open({ kid }: SigningKey): Signer {
    const key = RemoteSource.keys.get(kid);
    if (key === undefined) throw new Error(`There is no key ${kid}`);
    return new (class extends Signer {
      readonly kid = kid;
      readonly alg = 'EdDSA';
      readonly maxBytes = Infinity;

      constructor(private readonly kms: RemoteKeys) {
        super();
      }

      sign(input: Uint8Array): Promise<Uint8Array> {
        return this.kms.sign(key, input);
      }

      override signNow(): undefined {
        return undefined;
      }
    })(this.kms);
  }
}
