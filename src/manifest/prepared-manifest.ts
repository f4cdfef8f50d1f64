import { canonicalJson, sha256Hex } from './canonical-json.js';
import type { Manifest } from './manifest.js';

/** A normalised manifest with its canonical JSON and digest. */
export interface PreparedManifest {
  readonly manifest: Manifest;
  readonly canonical: string;
  readonly digest: string;
}

/** Canonicalises and digests a normalised manifest. */
export function prepareManifest(manifest: Manifest): PreparedManifest {
  const canonical = canonicalJson(manifest);
  return { manifest, canonical, digest: sha256Hex(canonical) };
}
