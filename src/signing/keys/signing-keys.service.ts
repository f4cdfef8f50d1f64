import { Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Clock } from '../../common/clock.js';
import { DomainError } from '../../common/domain-error.js';
import type { ErrorCode } from '../../common/error-code.js';
import { AppConfig } from '../../config/app-config.js';
import { SharedSettings } from '../../storage/shared-settings.service.js';
import {
  activeKey,
  isRotationDue,
  publishedKeys,
  pruned,
  stateOf,
  withKey,
  withoutKey,
  type KeyRing,
  type RingKey,
} from './key-ring.js';
import { SharedRing } from './shared-ring.js';
import { KeySources } from './key-sources.js';
import { OpenSigners } from './open-signers.js';
import type { Signer } from './signer.js';

const TEND_EVERY_MS = 5_000;
const RETRY_DUE_MS = 10 * 60_000;
const DAY_MS = 24 * 60 * 60_000;

/** The key ring that the replicas share, and the signers of its keys. */
@Injectable()
export class SigningKeys {
  private readonly logger = new Logger('Signing');
  private readonly shared: SharedRing;
  private readonly signers: OpenSigners;
  private isLoaded = false;
  private isRenewed = false;
  /** When no key was to be had, monotonic ms. */
  private failedAt = -Infinity;
  private failure: string | null = null;

  constructor(
    settings: SharedSettings,
    private readonly sources: KeySources,
    private readonly config: AppConfig,
    private readonly clock: Clock,
  ) {
    this.shared = new SharedRing(settings);
    this.signers = new OpenSigners(sources);
  }

  /** All keys, as this replica knows them; the same object until they change. */
  get ring(): KeyRing {
    return this.shared.keys;
  }

  /** Why there is no key, or why one cannot be used; `null` = all is well. */
  get fault(): string | null {
    return this.shared.damage ?? this.failure;
  }

  /** Another one with each change of the ring. */
  get version(): number {
    return this.shared.version;
  }

  /**
   * Makes the first key where there is none, and opens those that are to sign. To be called when the settings are
   * loaded. A KMS that is away is waited for later, and so is a storage that takes no writes.
   * @throws Error when a key cannot be opened with this configuration
   */
  async load(): Promise<void> {
    if (this.sources.backend === undefined) return;
    await this.unlessNotStored(this.keep());
    await this.openAll();
    await this.unlessNotStored(this.renew());
    this.isLoaded = true;
  }

  /** What has come due: the next key, forgetting old ones, opening what others have added. */
  @Interval('signing-keys', TEND_EVERY_MS)
  async tend(): Promise<void> {
    if (!this.isLoaded) return;
    try {
      await this.keep();
      await this.openAll();
      await this.renew();
      if (!this.isDue(this.ring, this.clock.now())) this.failure = null;
    } catch (error) {
      this.report(error);
    }
  }

  /** The key that signs at a time (epoch ms); `undefined` while there is none, or it is not open yet. */
  signerAt(at: number): Signer | undefined {
    if (this.sources.backend === undefined) return undefined;
    const key = activeKey(this.ring, at);
    if (key === undefined) return undefined;
    const signer = this.signers.get(key.kid);
    // A key that another replica has brought forward: it is open by the next read.
    if (signer === undefined) this.signers.open(key).catch(this.report);
    return signer;
  }

  /** Whether what a key signed may still be served. */
  isTrusted(kid: string): boolean {
    return publishedKeys(this.ring, this.clock.now()).some((key) => key.kid === kid);
  }

  /**
   * Publishes the next key, which takes over after 20 minutes; nothing when one waits already.
   * @throws SIGNING_UNAVAILABLE there is no other key, or the KMS is away
   * @throws STORAGE_UNAVAILABLE
   */
  async rotate(actor: string): Promise<void> {
    const before = this.ring;
    await this.add((ring, now) => !ring.some((key) => stateOf(ring, key, now) === 'pending'));
    if (this.ring !== before) this.logger.warn({ msg: 'The next signing key is published', actor });
    await this.tend();
  }

  /**
   * Revokes a key at once; `false` = there is no such key. Revoking the active one brings the next one forward, or makes
   * one.
   * @throws STORAGE_UNAVAILABLE
   */
  async revoke(kid: string, reason: string, actor: string): Promise<boolean> {
    await this.shared.change((ring) => {
      const key = ring.find((one) => one.kid === kid);
      if (key?.revoked !== null) return undefined;
      return withoutKey(ring, kid, { at: this.clock.now(), actor, reason });
    });
    if (!this.ring.some((key) => key.kid === kid)) return false;
    this.logger.warn({ msg: `The signing key ${kid} is revoked`, kid, reason, actor });
    await this.tend();
    return true;
  }

  /** Adds a key when one is due, and forgets those that nobody needs. */
  private async keep(): Promise<void> {
    const now = this.clock.now();
    const pauseMs = activeKey(this.ring, now) === undefined ? TEND_EVERY_MS : RETRY_DUE_MS;
    if (this.isDue(this.ring, now) && this.clock.monotonic() >= this.failedAt + pauseMs) {
      await this.add((ring, at) => this.isDue(ring, at)).catch((error: unknown) => {
        if (!hasCode(error, 'SIGNING_UNAVAILABLE')) throw error;
        this.failedAt = this.clock.monotonic();
        this.report(error);
      });
    }
    if (pruned(this.ring, now).length < this.ring.length) {
      await this.shared.change((ring) => pruned(ring, now));
    }
    this.signers.keep(publishedKeys(this.ring, now));
  }

  private isDue(ring: KeyRing, at: number): boolean {
    const maxAgeMs = this.config.signingKeyMaxAgeDays * DAY_MS;
    return isRotationDue(ring, at, maxAgeMs) || this.isMoved(ring, at);
  }

  /** The newest key is of another backend or algorithm than the configured ones. */
  private isMoved(ring: KeyRing, now: number): boolean {
    const newest = ring.findLast(({ revoked }) => revoked === null);
    const { signingAlgorithm } = this.config;
    return (
      newest !== undefined &&
      stateOf(ring, newest, now) !== 'pending' &&
      (newest.source !== this.sources.backend || newest.alg !== signingAlgorithm)
    );
  }

  private async add(isWanted: (ring: KeyRing, now: number) => boolean): Promise<void> {
    const { backend } = this.sources;
    if (backend === undefined) {
      throw new DomainError('SIGNING_UNAVAILABLE', 'This directory signs no statements.');
    }
    const source = await this.sources.of(backend);
    await this.shared.change(async (ring) => {
      const now = this.clock.now();
      if (!isWanted(ring, now)) return undefined;
      const key = await source
        .provide(new Set(ring.map(({ kid }) => kid)))
        .catch((error: unknown) => {
          throw error instanceof DomainError ? error : noKey(backend, words(error), error);
        });
      if (key === undefined) throw noKey(backend, 'it has no other: set another one there first');
      return withKey(ring, key, now);
    });
    this.failure = null;
  }

  private async openAll(): Promise<void> {
    const now = this.clock.now();
    for (const key of publishedKeys(this.ring, now)) {
      if (stateOf(this.ring, key, now) !== 'retired') await this.signers.open(key);
    }
  }

  /** Once, and not again every few seconds. */
  private readonly report = (error: unknown): void => {
    const fault = words(error);
    if (fault === this.fault) return;
    this.failure = fault;
    this.logger.error({ msg: 'Not all signing keys can be used', err: error });
  };

  private async unlessNotStored(work: Promise<void>): Promise<void> {
    await work.catch((error: unknown) => {
      if (!hasCode(error, 'STORAGE_UNAVAILABLE')) throw error;
      this.report(error);
    });
  }

  /** Once: encrypts the keys again after a change of the key-encryption key. */
  private async renew(): Promise<void> {
    if (this.isRenewed) return;
    if ((await this.renewedRing(this.ring)) !== undefined) {
      await this.shared.change((ring) => this.renewedRing(ring));
    }
    this.isRenewed = true;
  }

  private async renewedRing(ring: KeyRing): Promise<KeyRing | undefined> {
    const keys = await Promise.all(
      ring.map(async (key): Promise<RingKey> => {
        if (key.revoked !== null) return key;
        const { reference } = await (await this.sources.of(key.source)).renewed(key);
        return reference === key.reference ? key : { ...key, reference };
      }),
    );
    return keys.some((key, index) => key !== ring[index]) ? keys : undefined;
  }
}

function noKey(backend: string, why: string, cause?: unknown): DomainError {
  const detail = `The signing backend ${backend} gives no key: ${why}.`;
  return new DomainError('SIGNING_UNAVAILABLE', detail, { cause });
}

/** For health, too: texts that do not come from the program itself are only in the log. */
function words(error: unknown): string {
  return error instanceof DomainError ? error.detail : 'the keys cannot be used, see the log';
}

function hasCode(error: unknown, code: ErrorCode): boolean {
  return error instanceof DomainError && error.code === code;
}
