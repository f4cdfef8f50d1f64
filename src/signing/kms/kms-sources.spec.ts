import { createPublicKey, verify } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  AwsKmsStub,
  VaultStub,
  type KmsAlgorithm,
  type KmsFault,
} from '../../../test/support/kms-stub.js';
import { later } from '../../../test/support/later.js';
import { DomainError } from '../../common/domain-error.js';
import { AwsKmsSource } from '../aws/aws-kms-source.js';
import type { KeySource } from '../keys/key-source.js';
import type { Signer } from '../keys/signer.js';
import type { SigningKey } from '../keys/signing-key.js';
import { VaultTransitSource } from '../vault/vault-transit-source.js';
import { KmsGuard } from './kms-guard.js';

/** Longer than anything takes on a busy machine; only what hangs is waited for no longer than that. */
const PATIENCE = { timeoutMs: 5_000, pauseMs: 5_000 };
const IMPATIENCE = { timeoutMs: 250, pauseMs: 50 };
const INPUT = Buffer.from('eyJhIjoxfQ.eyJiIjoyfQ');
const FAULTS: readonly KmsFault[] = [
  'throttling',
  'hanging',
  'wrong key',
  'garbage',
  'another shape',
  'forbidden',
  'gone',
];

type Stub = AwsKmsStub | VaultStub;

async function kms(
  name: string,
  alg: KmsAlgorithm,
): Promise<{ stub: Stub; source: KeySource; hurried: KeySource; other: KeySource }> {
  const guard = (patience = PATIENCE): KmsGuard => new KmsGuard('The KMS', patience);
  const wrong: KmsAlgorithm = alg === 'EdDSA' ? 'ES256' : 'EdDSA';
  if (name === 'AWS KMS') {
    const stub = await AwsKmsStub.start(alg);
    const config = { keyId: 'alias/statements', region: 'eu-central-1', endpoint: stub.url };
    return {
      stub,
      source: new AwsKmsSource(config, alg, guard()),
      hurried: new AwsKmsSource(config, alg, guard(IMPATIENCE)),
      other: new AwsKmsSource(config, wrong, guard()),
    };
  }
  const stub = await VaultStub.start(alg);
  const config = {
    address: `${stub.url}/`,
    token: VaultStub.TOKEN,
    transitKey: 'statements',
    transitMount: 'transit',
    namespace: undefined,
  };
  return {
    stub,
    source: new VaultTransitSource(config, alg, guard()),
    hurried: new VaultTransitSource(config, alg, guard(IMPATIENCE)),
    other: new VaultTransitSource(config, wrong, guard()),
  };
}

function expectSigned({ alg, publicKey }: SigningKey, signature: Uint8Array): void {
  const key = createPublicKey({ key: publicKey, format: 'jwk' });
  const isRight =
    alg === 'EdDSA'
      ? verify(null, INPUT, key, signature)
      : verify('sha256', INPUT, { key, dsaEncoding: 'ieee-p1363' }, signature);
  expect(isRight).toBe(true);
}

describe.each([
  ['AWS KMS', 'EdDSA'],
  ['AWS KMS', 'ES256'],
  ['Vault', 'EdDSA'],
  ['Vault', 'ES256'],
] as const)('Keys of %s for %s', (name, alg) => {
  const environment = { ...process.env };
  let stub: Stub;
  let source: KeySource;
  let hurried: KeySource;
  let other: KeySource;
  let key: SigningKey;
  let signer: Signer;

  beforeEach(async () => {
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' });
    ({ stub, source, hurried, other } = await kms(name, alg));
    const provided = await source.provide(new Set());
    if (provided === undefined) throw new Error('there is no key');
    key = provided;
    signer = await source.open(key);
  });

  afterEach(async () => {
    await stub.stop();
    process.env = { ...environment };
  });

  const failure = async (work: Promise<unknown>): Promise<DomainError> => {
    const error: unknown = await work.then(
      () => new Error('it did not fail'),
      (reason: unknown) => reason,
    );
    if (error instanceof DomainError) return error;
    throw error as Error;
  };

  it('should sign in the form of JOSE, and never at once', async () => {
    expect([signer.kid, signer.alg, signer.isAtHand]).toEqual([key.kid, alg, false]);
    expect(signer.signNow(INPUT)).toBeUndefined();
    expectSigned(key, await signer.sign(INPUT));
  });

  it('should sign much at once', async () => {
    const signatures = await Promise.all(Array.from({ length: 100 }, () => signer.sign(INPUT)));
    expect([signatures.length, stub.signatures]).toEqual([100, 100]);
  });

  it('should sign with a key again that a ring has kept', async () => {
    const kept = JSON.parse(JSON.stringify(key)) as SigningKey;
    expectSigned(key, await (await source.open(kept)).sign(INPUT));
  });

  it('should have another key when one is wanted, where the KMS makes one', async () => {
    if (stub instanceof AwsKmsStub) {
      expect(await source.provide(new Set([key.kid]))).toBeUndefined();
      stub.moveAlias();
    }
    const next = await source.provide(new Set([key.kid]));
    expect(next?.kid).not.toBe(key.kid);
    if (next === undefined) return;
    expectSigned(next, await (await source.open(next)).sign(INPUT));
    // The key before it signs as ever, whatever the alias or the newest version is.
    expectSigned(key, await signer.sign(INPUT));
  });

  it('should refuse a key of another kind in words that help', async () => {
    await expect(other.provide(new Set())).rejects.toThrow(/SIGNING_ALGORITHM=\w+ needs/);
  });

  it.each(FAULTS)('should not sign, and say why, with the fault: %s', async (fault) => {
    stub.fault = fault;
    const asked = fault === 'hanging' ? await hurried.open(key) : signer;
    const error = await failure(asked.sign(INPUT));
    expect(error.code).toBe('SIGNING_UNAVAILABLE');
    expect(error.detail).toMatch(/^(The KMS|AWS KMS) did not sign: .+\.$/);
    expect(error.detail).not.toMatch(/s3cret|token-of/);
    stub.fault = 'none';
    stub.release();
    expectSigned(key, await signer.sign(INPUT));
  });

  it('should leave a KMS alone that fails again and again, and come back to it', async () => {
    stub.fault = 'throttling';
    const first = await failure(signer.sign(INPUT));
    for (let tried = 0; tried < 10; tried += 1) await failure(signer.sign(INPUT));
    const asked = stub.requests.length;
    const error = await failure(signer.sign(INPUT));
    expect([error.detail, stub.requests.length - asked]).toEqual([first.detail, 0]);
    stub.fault = 'none';
    expectSigned(key, await later(PATIENCE.pauseMs, () => signer.sign(INPUT)));
  });

  it('should not even ask for more than the KMS signs with this key', async () => {
    const much = Buffer.alloc(4_097, 'x');
    const asked = stub.requests.length;
    if (name === 'AWS KMS' && alg === 'EdDSA') {
      const error = await failure(signer.sign(much));
      expect(error).toMatchObject({ code: 'SIGNING_UNAVAILABLE' });
      expect(error.detail).toMatch(/^4097 bytes .* 4096 at most with this key: use ES256\.$/);
      expect(stub.requests).toHaveLength(asked);
      expect(await signer.sign(much.subarray(1))).toHaveLength(64);
    } else expect(await signer.sign(much)).toHaveLength(64);
  });

  it('should have another key also when this one cannot sign', async () => {
    if (stub instanceof AwsKmsStub) stub.moveAlias();
    stub.fault = 'wrong key';
    for (let tried = 0; tried < 10; tried += 1) await failure(signer.sign(INPUT));
    expect((await source.provide(new Set([key.kid])))?.kid).not.toBe(key.kid);
  });

  it('should have no key when nobody answers', async () => {
    stub.fault = 'gone';
    expect((await failure(source.provide(new Set()))).code).toBe('SIGNING_UNAVAILABLE');
  });
});
