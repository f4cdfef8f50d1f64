import { manifest } from '../../support/example-manifest.js';

/** A manifest in its normalised form, so that its digest is known before it is sent. */
export function loadManifest(id: string, version: string, intervalSeconds: number): object {
  return manifest(id, {
    version,
    description: `Under load ${'x'.repeat(500)}`,
    tags: [id.split('.')[0] ?? id, 'load'],
    cache_ttl_seconds: 60,
    heartbeat_interval_seconds: intervalSeconds,
  });
}
