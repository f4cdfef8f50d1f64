import type { FieldError } from '../common/domain-error.js';
import { joinPath } from '../common/json-faults.js';
import { urlFault } from './http-url.js';
import { ICON_SIZE_PATTERN, ICON_THEMES, ICON_TYPES } from './icon.js';
import { LIMITS } from './manifest-limits.js';

/** What may be wrong with each field of an icon. */
const RULES = new Map<string, (value: unknown, path: string) => FieldError[]>([
  ['src', (value, path) => fault(path, srcFault(value))],
  ['mimeType', oneOf(ICON_TYPES)],
  ['sizes', sizeFaults],
  ['theme', oneOf(ICON_THEMES)],
]);

/** What is wrong with a list of icons: each has the fields of an {@link Icon} only. */
export function iconFaults(value: unknown, path: string): FieldError[] {
  if (!Array.isArray(value)) return fault(path, 'must be a list of icons');
  if (value.length > LIMITS.icons) return fault(path, `must have at most ${LIMITS.icons} icons`);
  return value.flatMap((icon: unknown, index) => faultsOf(icon, `${path}[${index}]`));
}

function faultsOf(icon: unknown, path: string): FieldError[] {
  if (typeof icon !== 'object' || icon === null || Array.isArray(icon)) {
    return fault(path, 'must be a JSON object');
  }
  const faults = (Object.entries(icon) as [string, unknown][]).flatMap(([name, value]) => {
    const at = joinPath(path, name);
    return RULES.get(name)?.(value, at) ?? fault(at, 'is not a known field');
  });
  return Object.hasOwn(icon, 'src') ? faults : [...fault(`${path}.src`, 'is required'), ...faults];
}

/**
 * Only https: whoever shows a list of servers must not load what a network in between can change. Only characters of
 * RFC 3986: clients refuse the whole list for others. Of backslashes `urlFault` tells.
 */
const SRC = /^https:(?:[\w.~:/?#[\]@!$&'()*+,;=\\-]|%[\da-f]{2})*$/i;

function srcFault(value: unknown): string | undefined {
  if (typeof value !== 'string' || !SRC.test(value)) return 'must be an https URL by RFC 3986';
  if (value.length > LIMITS.iconUrlLength) {
    return `must be no longer than ${LIMITS.iconUrlLength} characters`;
  }
  return urlFault(value);
}

function sizeFaults(value: unknown, path: string): FieldError[] {
  if (!Array.isArray(value)) return fault(path, 'must be a list of strings');
  if (value.length > LIMITS.iconSizes) {
    return fault(path, `must have at most ${LIMITS.iconSizes} items`);
  }
  return value.flatMap((size: unknown, index) =>
    typeof size === 'string' && ICON_SIZE_PATTERN.test(size)
      ? []
      : fault(`${path}[${index}]`, 'must be <width>x<height>, as 48x48, or any'),
  );
}

function oneOf(words: readonly string[]) {
  return (value: unknown, path: string): FieldError[] =>
    words.some((word) => word === value) ? [] : fault(path, `must be one of ${words.join(', ')}`);
}

function fault(path: string, message: string | undefined): FieldError[] {
  return message === undefined ? [] : [{ path, message }];
}
