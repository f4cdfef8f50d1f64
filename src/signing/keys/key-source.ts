import type { Signer } from './signer.js';
import type { KeySourceName, SigningKey } from './signing-key.js';

/** A place where private keys live. */
export abstract class KeySource {
  abstract readonly name: KeySourceName;

  /**
   * A key that the ring does not have: a new one, or the configured one where the source makes none by itself.
   * `undefined` = there is no other.
   * @throws SIGNING_UNAVAILABLE
   */
  abstract provide(known: ReadonlySet<string>): Promise<SigningKey | undefined>;

  /**
   * A signer for a key of this source. May ask nobody: whether the key can be reached is seen when it signs.
   * @throws Error when the reference cannot be read, as with another key-encryption key
   */
  abstract open(key: SigningKey): Signer | Promise<Signer>;

  /** The same key with a reference as it would be made now, as with another key-encryption key. */
  renewed(key: SigningKey): Promise<SigningKey> {
    return Promise.resolve(key);
  }
}
