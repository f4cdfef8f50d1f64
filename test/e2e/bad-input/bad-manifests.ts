import type { BadManifest } from './bad-manifest.js';
import { BAD_PROBES } from './wrong-probes.js';
import { BAD_ICONS } from './wrong-icons.js';
import { BAD_MEMBER_KEYS } from './wrong-member-keys.js';
import {
  MANY_FAULTS,
  TOO_MUCH,
  UNSAFE_BOUNDS,
  UNSAFE_NUMBERS,
  UNSTORABLE_TEXT,
} from './wrong-json.js';
import { BAD_ENDPOINT_NAMES, PROTO_KEYS, UNKNOWN_FIELDS } from './wrong-keys.js';
import {
  HEAPS_OF_MARKS,
  HIDDEN_CHARACTERS,
  LINE_BREAKS,
  NOTHING_TO_SEE,
  OUT_OF_BOUNDS,
} from './wrong-texts.js';
import { MISSING_FIELDS, WRONG_TYPES } from './wrong-types.js';
import { BAD_URLS } from './wrong-urls.js';

/** Every manifest that must be refused, by what is wrong with it. */
export const BAD_MANIFESTS: readonly [kind: string, rows: readonly BadManifest[]][] = [
  ['values of a wrong type', WRONG_TYPES],
  ['missing fields', MISSING_FIELDS],
  ['unknown fields', UNKNOWN_FIELDS],
  ['bad names of endpoints', BAD_ENDPOINT_NAMES],
  ['__proto__', PROTO_KEYS],
  ['values out of bounds', OUT_OF_BOUNDS],
  ['hidden characters', HIDDEN_CHARACTERS],
  ['line breaks', LINE_BREAKS],
  ['texts that nobody sees', NOTHING_TO_SEE],
  ['heaps of combining marks', HEAPS_OF_MARKS],
  ['bad URLs', BAD_URLS],
  ['bad settings of probes', BAD_PROBES],
  ['bad icons', BAD_ICONS],
  ['bad keys of members', BAD_MEMBER_KEYS],
  ['text that cannot be stored', UNSTORABLE_TEXT],
  ['unsafe numbers', UNSAFE_NUMBERS],
  ['unsafe bounds', UNSAFE_BOUNDS],
  ['too much', TOO_MUCH],
  ['many faults', MANY_FAULTS],
];
