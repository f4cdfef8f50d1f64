import { randomUUID } from 'node:crypto';
import type { ChangeContext } from '../../src/manifest/change-context.js';
import { register } from '../../src/manifest/lifecycle.js';
import type { ManifestDraft } from '../../src/manifest/manifest.js';
import { normaliseManifest } from '../../src/manifest/normalise-manifest.js';
import { prepareManifest, type PreparedManifest } from '../../src/manifest/prepared-manifest.js';
import type { RecordDraft } from '../../src/manifest/server-record.js';
import { manifest } from './example-manifest.js';

/** A change context as the registry makes it. */
export function context(at = 0, actor = 'member@127.0.0.1'): ChangeContext {
  return { changeId: randomUUID(), actor, at, countedAt: at };
}

/** A normalised and digested manifest. */
export function prepared(id: string, changes: object = {}): PreparedManifest {
  return prepareManifest(normaliseManifest(manifest(id, changes) as unknown as ManifestDraft));
}

/** The draft of a first registration. */
export function newDraft(
  id: string,
  changes: object = {},
  at = 0,
  tenant = 'default',
): RecordDraft {
  const draft = register(undefined, tenant, prepared(id, changes), context(at));
  if (draft === undefined) throw new Error('a first registration is always a change');
  return draft;
}
