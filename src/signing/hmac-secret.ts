import type { AppConfig } from '../config/app-config.js';
import { generatedSecret } from './generated-secret.js';

/** The secret of the HMAC signature in use. */
export class HmacSecret {
  private constructor(readonly value: string) {}

  /** The configured one, or in development a generated one. */
  static async of({ signingSecret, dataDir }: AppConfig): Promise<HmacSecret> {
    return new HmacSecret(signingSecret ?? (await generatedSecret(dataDir)));
  }
}
