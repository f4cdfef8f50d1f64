import { Logger } from '@nestjs/common';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { FewSettings } from '../../../test/support/few-settings.js';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { RemoteKeys } from '../../../test/support/remote-keys.js';
import { DomainError } from '../../common/domain-error.js';
import { loadConfig } from '../../config/load-config.js';
import type { Json } from '../../manifest/manifest.js';
import { SharedSettings } from '../../storage/shared-settings.service.js';
import { SigningKeys } from './signing-keys.service.js';

Logger.overrideLogger(false);

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const AWAY = new DomainError('SIGNING_UNAVAILABLE', 'The KMS is away.');
const config = loadConfig({
  SIGNING_BACKEND: 'aws-kms',
  AWS_KMS_KEY_ID: 'stub',
  SIGNING_KEY_MAX_AGE_DAYS: '1',
});

describe('SigningKeys of replicas', () => {
  let store: FewSettings;
  let clock: ManualClock;
  let kms: RemoteKeys;
  let other: RemoteKeys;
  let keys: SigningKeys;

  beforeEach(async () => {
    store = new FewSettings();
    clock = new ManualClock();
    kms = new RemoteKeys();
    other = new RemoteKeys();
    keys = await replica(kms);
  });

  async function replica(sources: RemoteKeys): Promise<SigningKeys> {
    const settings = new SharedSettings(store, new ManualClock());
    await settings.load();
    const started = new SigningKeys(settings, sources, config, clock);
    await started.load();
    return started;
  }

  const activeKid = (): string | undefined => keys.signerAt(clock.now())?.kid;

  async function damage(change: (ring: object[]) => unknown): Promise<void> {
    const value = change(JSON.parse(JSON.stringify(keys.ring)) as object[]);
    await store.put('signing_keys', keys.version, value as Json);
  }

  it('should forget a fault when another replica has made the key that was due', async () => {
    const second = await replica(other);
    clock.advance(DAY_MS);
    kms.provideFault = AWAY;
    await keys.tend();
    expect(keys.fault).toBe('The KMS is away.');
    await second.tend();
    await keys.tend();
    expect(keys.ring).toHaveLength(2);
    expect(keys.fault).toBeNull();
  });

  it('should keep a fault while what is due is not there', async () => {
    clock.advance(DAY_MS);
    kms.provideFault = AWAY;
    for (let tended = 0; tended < 3; tended += 1) await keys.tend();
    expect([keys.fault, kms.asked]).toEqual(['The KMS is away.', 2]);
  });

  it('should have a key at once when the last is revoked, also soon after a rotation that failed', async () => {
    clock.advance(DAY_MS);
    kms.provideFault = AWAY;
    await keys.tend();
    kms.provideFault = null;
    clock.advance(MINUTE_MS);
    const kid = activeKid() ?? '';
    await keys.revoke(kid, 'stolen', 'operator@test');
    expect(activeKid()).toEqual(expect.not.stringMatching(kid));
  });

  it('should start with the keys that there are on a full disk, and make the next one when there is room', async () => {
    const kid = activeKid();
    clock.advance(DAY_MS);
    store.fault = new DomainError('STORAGE_UNAVAILABLE', 'The storage did not answer; try again.');
    const restarted = await replica(other);
    expect(restarted.signerAt(clock.now())?.kid).toBe(kid);
    expect(restarted.fault).toBe('The storage did not answer; try again.');
    await restarted.tend();
    expect(restarted.ring).toHaveLength(1);
    store.fault = null;
    await restarted.tend();
    expect([restarted.ring.length, restarted.fault]).toEqual([2, null]);
  });

  it('should ask for nothing before the settings are loaded', async () => {
    const starting = new SigningKeys(
      new SharedSettings(store, new ManualClock()),
      other,
      config,
      clock,
    );
    await starting.tend();
    expect([starting.fault, other.asked]).toEqual([null, 0]);
  });

  it('should say what is wrong with the key that it was to take', async () => {
    kms.provideFault = new DomainError(
      'SIGNING_UNAVAILABLE',
      'The key in the KMS is of the kind P-256',
    );
    await expect(keys.rotate('operator@test')).rejects.toMatchObject({
      code: 'SIGNING_UNAVAILABLE',
      detail: expect.stringContaining('The key in the KMS is of the kind P-256'),
    });
    clock.advance(DAY_MS);
    for (let tended = 0; tended < 3; tended += 1) await keys.tend();
    expect(kms.asked).toBe(3);
    expect(activeKid()).toBeDefined();
  });

  it('should leave to the log what others than the program itself say', async () => {
    kms.provideFault = new Error('connect ECONNREFUSED 10.0.0.7:443');
    await expect(keys.rotate('operator@test')).rejects.toMatchObject({
      code: 'SIGNING_UNAVAILABLE',
      detail: 'The signing backend aws-kms gives no key: the keys cannot be used, see the log.',
    });
  });

  it.each<[string, (ring: object[]) => unknown]>([
    ['text', () => 'nonsense'],
    ['an object', () => ({})],
    ['null', () => null],
    ['a list of something else', () => [1, null]],
    ['a key without times', ([key]) => [{ ...key, activatesAt: undefined }]],
    ['a key without a name', ([key]) => [{ ...key, kid: undefined, publicKey: undefined }]],
    ['a key without a public key', ([key]) => [{ ...key, publicKey: undefined }]],
    ['a key of another name', ([key]) => [{ ...key, kid: 'a'.repeat(43) }]],
    ['a key of a source that is not known', ([key]) => [{ ...key, source: 'another-kms' }]],
    ['a key of an algorithm that is not known', ([key]) => [{ ...key, alg: 'ML-DSA-44' }]],
    ['a key without a word whether it is revoked', ([key]) => [{ ...key, revoked: undefined }]],
  ])(
    'should go on with what it knows when the ring becomes %s, and write nothing',
    async (_, to) => {
      const kid = activeKid() ?? '';
      await damage(to);
      await keys.tend();
      expect(activeKid()).toBe(kid);
      expect(keys.fault).toMatch(/^The key ring in the store cannot be read: /);
      const refusal = { code: 'SIGNING_UNAVAILABLE', detail: keys.fault };
      await expect(keys.rotate('operator@test')).rejects.toMatchObject(refusal);
      await expect(keys.revoke(kid, 'stolen', 'operator@test')).rejects.toMatchObject(refusal);
      const version = keys.version;

      const started = await replica(other);
      expect(started.signerAt(clock.now())).toBeUndefined();
      expect([started.fault, started.version]).toEqual([keys.fault, version]);
    },
  );

  it('should go on when a damaged ring is repaired', async () => {
    const good = keys.ring;
    await damage(() => 'nonsense');
    expect(keys.fault).not.toBeNull();
    await store.put('signing_keys', keys.version, good as unknown as Json);
    await keys.tend();
    expect([keys.fault, keys.ring]).toEqual([null, good]);
  });
});
