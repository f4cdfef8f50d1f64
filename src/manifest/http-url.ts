import { LIMITS } from './manifest-limits.js';

/** White space is dropped and a backslash read as a slash by some URL parsers, and by others not. */
const READ_DIFFERENTLY = /[\s\p{Cc}\p{Cf}\\]/u;

/** Scheme and authority; without one some parsers take the host from the path. */
const START = /^https?:\/\/(?<authority>[^/?#]+)/i;

/**
 * What keeps `value` from being an endpoint's URL, in words; `undefined` when nothing does. What URL parsers read
 * in different ways is refused: a checked URL must mean the same host to everyone.
 */
export function urlFault(value: unknown): string | undefined {
  if (typeof value !== 'string') return 'must be a string with an http or https URL';
  if (value.length > LIMITS.urlLength) {
    return `must be no longer than ${LIMITS.urlLength} characters`;
  }
  if (READ_DIFFERENTLY.test(value)) {
    return 'must not hold white space, control characters or backslashes';
  }
  const authority = START.exec(value)?.groups?.['authority'];
  if (authority === undefined || !URL.canParse(value)) {
    return 'must be an absolute http or https URL';
  }
  if (authority.includes('@')) return 'must not carry user information';
  return undefined;
}
