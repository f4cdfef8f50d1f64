import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const PRELOADED = pathToFileURL(join(import.meta.dirname, 'skewed-clock.mjs')).href;

/** Variables that set a replica's wall clock off. */
export function clockSkew(ms: number): Record<string, string> {
  return { NODE_OPTIONS: `--import=${PRELOADED}`, CLOCK_SKEW_MS: String(ms) };
}
