import { sha256Hex } from '../../../manifest/canonical-json.js';
import { LIMITS } from '../../../manifest/manifest-limits.js';

const HASH_DIGITS = 12;

/** The ids that a server of the official registry may have here. */
export interface ServerIds {
  /** `com.Example/weather` → `com.example.weather`. Another name may have the same one. */
  readonly plain: string;
  /** The same with a part of the name's hash: `com.example.weather-0c3a…`. No other name has it. */
  readonly distinct: string;
}

/**
 * The ids of a name, preferred first. They follow from the name alone. They are the same where the plain one is not
 * allowed here: names may have 200 characters, ids 128.
 */
export function serverIds(name: string): ServerIds {
  const flat = name.toLowerCase().replaceAll('/', '.');
  const start = flat.replace(/^[^a-z0-9]+/, '') || 'server';
  const hash = sha256Hex(name).slice(0, HASH_DIGITS);
  const distinct = `${start.slice(0, LIMITS.idLength - HASH_DIGITS - 1)}-${hash}`;
  const isAllowed = flat === start && flat.length <= LIMITS.idLength;
  return { plain: isAllowed ? flat : distinct, distinct };
}
