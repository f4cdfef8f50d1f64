import { EntryRenderer } from '../../src/catalog/entry-renderer.service.js';
import { Statements } from '../../src/catalog/statements.service.js';
import { AppConfig } from '../../src/config/app-config.js';
import { loadConfig } from '../../src/config/load-config.js';
import { KeySources } from '../../src/signing/keys/key-sources.js';
import { SigningKeys } from '../../src/signing/keys/signing-keys.service.js';
import { ManifestSigner } from '../../src/signing/manifest-signer.service.js';
import { StatementSigner } from '../../src/signing/statement-signer.service.js';
import { SharedSettings } from '../../src/storage/shared-settings.service.js';
import { FewSettings } from './few-settings.js';
import { FRESH_STORE } from './fresh-store.js';
import { ManualClock } from './manual-clock.js';

/** Renders entries that carry the HMAC signature and no statement. */
export function testRenderer(secret: string): EntryRenderer {
  const clock = new ManualClock();
  const config: AppConfig = loadConfig({ SIGNING_BACKEND: 'off' });
  const settings = new SharedSettings(new FewSettings(), new ManualClock());
  const keys = new SigningKeys(settings, new KeySources(config, secret), config, clock);
  const statements = new Statements(new StatementSigner(keys, FRESH_STORE, clock, config), clock);
  return new EntryRenderer(new ManifestSigner(secret), statements);
}
