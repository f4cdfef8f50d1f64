import type { ManifestDraft } from '../../src/manifest/manifest.js';
import { DEFAULT_SCOPE } from '../../src/manifest/scope.js';
import { RegistrationService } from '../../src/registry/registration.service.js';
import type { TestApp } from './test-app.js';

/** Stores a manifest that was taken before a rule came that refuses it. */
export async function storedEarlier({ app }: TestApp, draft: object): Promise<void> {
  const registration = app.get(RegistrationService);
  await registration.register(DEFAULT_SCOPE, draft as ManifestDraft, {
    actor: 'earlier',
    client: 'earlier',
  });
}
