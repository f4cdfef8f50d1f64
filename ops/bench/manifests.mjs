/** Made-up manifests of 1 to 2 KB, always the same for the same number. */
import { TAGS, WORDS } from './words.mjs';

const TAGS_EACH = 3;
const TOOLS_EACH = 3;

/** Long enough that nobody's lease runs out during a run. */
const INTERVAL_SECONDS = 3_600;

/**
 * The manifest with this number.
 * @param {number} number
 */
export function makeManifest(number) {
  const random = randomFrom(number);
  const [first, second] = [word(random), word(random)];
  const id = `${first}-${second}-${String(number).padStart(6, '0')}`;
  return {
    id,
    display_name: `${capital(first)} ${capital(second)} ${number}`,
    description: sentence(random, 16, 48),
    version: `${whole(random, 0, 9)}.${whole(random, 0, 20)}.${whole(random, 0, 20)}`,
    endpoints: {
      mcp: `https://${id}.members.example/mcp`,
      health: `https://${id}.members.example/health`,
    },
    tools: Array.from({ length: TOOLS_EACH }, () => makeTool(random, id)),
    tags: pickTags(random),
    cache_ttl_seconds: 60,
    heartbeat_interval_seconds: INTERVAL_SECONDS,
  };
}

/**
 * Many manifests, from this number on.
 * @param {number} first
 * @param {number} count
 */
export function makeManifests(first, count) {
  return Array.from({ length: count }, (_, index) => makeManifest(first + index));
}

/**
 * Search texts of two words; after about 100,000 they repeat.
 * @param {number} number
 */
export function makeSearchText(number) {
  const first = number % WORDS.length;
  const step = 1 + (Math.floor(number / WORDS.length) % (WORDS.length - 1));
  return `${WORDS[first]} ${WORDS[(first + step) % WORDS.length]}`;
}

function makeTool(random, id) {
  const name = `${word(random)}_${word(random)}`;
  const parameter = word(random);
  return {
    name,
    description: sentence(random, 8, 24),
    endpoint: `https://${id}.members.example/tools/${name}`,
    input_schema: {
      type: 'object',
      properties: { [parameter]: { type: 'string' } },
      required: [parameter],
    },
  };
}

function pickTags(random) {
  const tags = new Set();
  while (tags.size < TAGS_EACH) tags.add(TAGS[whole(random, 0, TAGS.length - 1)]);
  return [...tags];
}

function sentence(random, min, max) {
  const words = Array.from({ length: whole(random, min, max) }, () => word(random));
  return `${capital(words.join(' '))}.`;
}

/** Like real language: few words are frequent, most are rare. */
function word(random) {
  return WORDS[Math.floor(random() ** 2 * WORDS.length)];
}

function whole(random, min, max) {
  return min + Math.floor(random() * (max - min + 1));
}

function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The generator "mulberry32": numbers from 0 to 1 that depend on the seed only. */
function randomFrom(seed) {
  let state = Math.imul(seed + 1, 0x9e3779b1);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
