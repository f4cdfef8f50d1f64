import type { KeySources } from './key-sources.js';
import type { Signer } from './signer.js';
import type { SigningKey } from './signing-key.js';

/** The signers of the keys in use, each opened once. */
export class OpenSigners {
  private readonly signers = new Map<string, Signer>();
  private readonly opening = new Map<string, Promise<void>>();

  constructor(private readonly sources: KeySources) {}

  get(kid: string): Signer | undefined {
    return this.signers.get(kid);
  }

  /** @throws Error when the key cannot be opened with this configuration */
  open(key: SigningKey): Promise<void> {
    if (this.signers.has(key.kid)) return Promise.resolve();
    let opening = this.opening.get(key.kid);
    if (opening === undefined) {
      opening = this.openNow(key).finally(() => this.opening.delete(key.kid));
      this.opening.set(key.kid, opening);
    }
    return opening;
  }

  /** Lets all others go. */
  keep(keys: readonly SigningKey[]): void {
    const kept = new Set(keys.map(({ kid }) => kid));
    for (const kid of this.signers.keys()) if (!kept.has(kid)) this.signers.delete(kid);
  }

  private async openNow(key: SigningKey): Promise<void> {
    const source = await this.sources.of(key.source);
    this.signers.set(key.kid, await source.open(key));
  }
}
