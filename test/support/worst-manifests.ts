import { manifest } from './example-manifest.js';
import type { Random } from './random.js';

const WORD = 6;
const WORDS_A_TOOL = 500;

/** A manifest of about so many bytes that costs the search as much as it can: all of its words are different. */
export function wordyManifest(id: string, bytes: number, random: Random) {
  const tools: { name: string; description: string }[] = [];
  for (let left = Math.floor(bytes / (WORD + 1)); left > 0; left -= WORDS_A_TOOL) {
    const words = Array.from({ length: Math.min(left, WORDS_A_TOOL) }, () => word(random));
    tools.push({ name: `t${left}`, description: words.join(' ') });
  }
  return manifest(id, { tools, heartbeat_interval_seconds: 0 });
}

/** A manifest of about so many bytes that takes twice as much memory: one character is not in Latin-1. */
export function wideManifest(id: string, bytes: number) {
  return manifest(id, {
    description: '漢',
    metadata: { text: 'x'.repeat(Math.min(bytes, 15_000)) },
  });
}

function word(random: Random): string {
  return random
    .below(36 ** WORD)
    .toString(36)
    .padStart(WORD, '0');
}
