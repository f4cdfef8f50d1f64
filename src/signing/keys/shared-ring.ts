import { Logger } from '@nestjs/common';
import { DomainError } from '../../common/domain-error.js';
import type { Json } from '../../manifest/manifest.js';
import type { SharedSettings } from '../../storage/shared-settings.service.js';
import type { KeyRing } from './key-ring.js';
import { readRing, toJson } from './stored-ring.js';

const SETTING = 'signing_keys';

/** What is to be the ring instead; `undefined` = it stays. */
type Decide = (ring: KeyRing) => KeyRing | undefined | Promise<KeyRing | undefined>;

/** The ring that replicas share. When it cannot be read, this replica goes on with the one before. */
export class SharedRing {
  private readonly logger = new Logger('Signing');
  private value: Json | undefined;
  private known: KeyRing = [];
  private fault: string | null = null;

  constructor(private readonly settings: SharedSettings) {}

  /** As this replica knows it; the same object until it changes. */
  get keys(): KeyRing {
    this.look();
    return this.known;
  }

  /** Why what is stored cannot be read; `null` = it can. */
  get damage(): string | null {
    this.look();
    return this.fault;
  }

  /** Another one with each change. */
  get version(): number {
    return this.settings.revision(SETTING);
  }

  /**
   * Decides on what is stored, again when another replica was faster.
   * @throws SIGNING_UNAVAILABLE when it cannot be read: it is left as it is
   * @throws STORAGE_UNAVAILABLE
   */
  async change(decide: Decide): Promise<void> {
    await this.settings.change(SETTING, async (value) => {
      const next = await decide(readRing(value));
      return next && toJson(next);
    });
  }

  private look(): void {
    const value = this.settings.value(SETTING);
    if (value === this.value) return;
    this.value = value;
    try {
      this.known = readRing(value);
      this.fault = null;
    } catch (error) {
      this.fault =
        error instanceof DomainError ? error.detail : 'The key ring in the store cannot be read.';
      this.logger.error({ msg: this.fault, err: error });
    }
  }
}
