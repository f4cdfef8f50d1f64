import { LIMITS } from './manifest-limits.js';

const WHITE_SPACE_OR_CONTROL = /[\s\p{Cc}\p{Cf}]/u;

/**
 * What keeps `value` from being an endpoint's URL, in words; `undefined` when nothing does.
 * White space is refused because URL parsers drop it silently, each in its own way.
 */
export function urlFault(value: unknown): string | undefined {
  if (typeof value !== 'string') return 'must be a string with an http or https URL';
  if (value.length > LIMITS.urlLength) {
    return `must be no longer than ${LIMITS.urlLength} characters`;
  }
  if (WHITE_SPACE_OR_CONTROL.test(value)) return 'must not hold white space or control characters';
  const url = URL.parse(value);
  if (!url || !/^https?:\/\//i.test(value)) return 'must be an absolute http or https URL';
  if (url.username !== '' || url.password !== '') return 'must not carry user information';
  return undefined;
}
