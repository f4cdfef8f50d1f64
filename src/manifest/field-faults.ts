import type { FieldError } from '../common/domain-error.js';
import { isTooDeep, joinPath, stringFaults } from '../common/json-faults.js';
import { urlFault } from './http-url.js';
import { ENDPOINT_NAME_PATTERN, LIMITS, VERSION_PATTERN } from './manifest-limits.js';
import {
  codePoints,
  comparedFault,
  isDrawn,
  normaliseLabel,
  normaliseText,
  shownFault,
} from './text-rules.js';

/** How long a text may be after trimming, whether it may have line breaks, and whether anybody sees it. */
export interface TextLimits {
  readonly min: number;
  readonly max: number;
  readonly lines?: boolean;
  /** It is compared with other texts and shown to nobody: for example a question. */
  readonly compared?: boolean;
}

/** What is wrong with a text field. */
export function textFaults(value: unknown, path: string, limits: TextLimits): FieldError[] {
  const { min, max, lines = false, compared = false } = limits;
  if (typeof value !== 'string') return [{ path, message: 'must be a string' }];
  const text = normaliseText(value);
  const length = codePoints(text);
  const faults: FieldError[] = [];
  if (length < min) faults.push({ path, message: 'must not be empty' });
  if (length > max) faults.push({ path, message: `must be no longer than ${max} characters` });
  const message = compared ? comparedFault(text) : shownFault(text, lines);
  if (message !== undefined) faults.push({ path, message });
  else if (!compared && length > 0 && !isDrawn(text)) {
    faults.push({ path, message: 'must have at least one visible character' });
  }
  return faults;
}

/** What is wrong with a version. */
export function versionFaults(value: unknown, path: string): FieldError[] {
  const faults = textFaults(value, path, { min: 1, max: LIMITS.versionLength });
  if (faults.length > 0 || VERSION_PATTERN.test(value as string)) return faults;
  const message = 'must not contain "|", white space and invisible characters';
  return [{ path, message }];
}

/** What is wrong with the texts of free-form JSON, keys included: models read them too. It is not nested too deeply. */
export function freeFormFaults(value: unknown, path: string): FieldError[] {
  return stringFaults(value, path, (text) => shownFault(text, true));
}

/** What is wrong with a list of tags or capabilities. */
export function labelFaults(value: unknown, path: string): FieldError[] {
  if (!Array.isArray(value)) return [{ path, message: 'must be a list of strings' }];
  if (value.length > LIMITS.labels) {
    return [{ path, message: `must have at most ${LIMITS.labels} items` }];
  }
  return value.flatMap((item: unknown, index) => {
    const at = `${path}[${index}]`;
    if (typeof item !== 'string') return [{ path: at, message: 'must be a string' }];
    if (item.includes(',')) return [{ path: at, message: 'must not contain a comma' }];
    return textFaults(normaliseLabel(item), at, { min: 1, max: LIMITS.labelLength });
  });
}

/** What is wrong with the map of endpoints. */
export function endpointFaults(value: unknown, path: string): FieldError[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [{ path, message: 'must be an object of URLs by name, with at least "mcp"' }];
  }
  const endpoints = Object.entries(value) as [string, unknown][];
  if (endpoints.length > LIMITS.endpoints) {
    return [{ path, message: `must have at most ${LIMITS.endpoints} URLs` }];
  }
  const faults = endpoints.flatMap(([name, url]) => {
    const at = joinPath(path, name);
    if (!ENDPOINT_NAME_PATTERN.test(name)) {
      return [
        { path: at, message: `is not a valid name: it must match ${ENDPOINT_NAME_PATTERN.source}` },
      ];
    }
    const fault = urlFault(url);
    return fault === undefined ? [] : [{ path: at, message: fault }];
  });
  if (!Object.hasOwn(value, 'mcp')) {
    faults.unshift({
      path: `${path}.mcp`,
      message: 'is required: the URL that MCP clients connect to',
    });
  }
  return faults;
}

/** What is wrong with free-form metadata. */
export function metadataFaults(value: unknown, path: string): FieldError[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [{ path, message: 'must be a JSON object' }];
  }
  const faults = freeFormFaults(value, path);
  if (isTooDeep(value, LIMITS.metadataDepth)) {
    faults.push({ path, message: `must not be nested deeper than ${LIMITS.metadataDepth} levels` });
  }
  if (Buffer.byteLength(JSON.stringify(value)) > LIMITS.metadataBytes) {
    faults.push({ path, message: `must be at most ${LIMITS.metadataBytes / 1_024} KiB of JSON` });
  }
  return faults;
}
